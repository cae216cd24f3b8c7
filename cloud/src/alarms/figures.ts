import {
  CHATTERS_AT,
  type CountedAlarm,
  floodFigures,
  isCounted,
  isStale,
  mostFrequent,
  type SeverityFigures,
  severityFigures,
} from '@zaojun/core'
import type { AlarmRecord } from '../store/store.ts'

export type AlarmFigures = {
  severities: SeverityFigures[]
  /** The most that were raised in ten minutes, and how many ten minutes had more than ten. */
  flood: { most: number; spans: number }
  stale: number
  chattering: number
  rules: { rule: string; raised: number }[]
}

/** The cloud keeps no step of its own: an alarm counts as raised once, and as answered when it was acknowledged first. */
const countedOf = ({ entry, acknowledgedAt, changedAt }: AlarmRecord): CountedAlarm => ({
  ...entry,
  raises: [entry.raisedAt ?? changedAt],
  responses: acknowledgedAt === null || entry.raisedAt === null ? [] : [Math.max(0, acknowledgedAt - entry.raisedAt)],
})

/** Counts and response times of alarms raised in a span, worst severity first. Advice and what was suppressed is no alarm here. */
export function figuresOf(records: AlarmRecord[], now: number): AlarmFigures {
  const real = records.map(countedOf).filter(isCounted)
  const { most, spans } = floodFigures(real.flatMap(({ raisedAt }) => raisedAt ?? []))
  return {
    severities: severityFigures(real, now),
    flood: { most, spans },
    stale: real.filter((alarm) => isStale(alarm, now)).length,
    chattering: records.filter(({ entry }) => isCounted(entry) && entry.times >= CHATTERS_AT).length,
    rules: mostFrequent(real, ({ rule }) => rule).map(({ rule, raised }) => ({ rule, raised })),
  }
}
