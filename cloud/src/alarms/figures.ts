import { responseLimitMs, SEVERITIES, type Severity, wantsAttention } from '@zaojun/core'
import type { SeverityFigures } from '../routes/alarms/schema.ts'
import type { AlarmRecord } from '../store/store.ts'

/** Alarms in ten minutes that nobody can follow any more (ISA-18.2-2016, 16.5.3: more than 10 per operator). */
export const FLOOD_ALARMS = 10
export const FLOOD_MS = 10 * 60_000
/** An alarm that stands so long tells nobody anything (ISA-18.2-2016, 16.5.7). */
export const STALE_MS = 24 * 3_600_000
/** An alarm that came back this often chatters. */
export const CHATTERS_AT = 3

export type AlarmFigures = {
  severities: SeverityFigures[]
  /** The most that were raised in ten minutes, and how many ten minutes had more than ten. */
  flood: { most: number; spans: number }
  stale: number
  chattering: number
  rules: { rule: string; raised: number }[]
}

const MOST_RULES = 10

function percentile(sorted: number[], p: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? null
}

/** Counts and response times of alarms raised in a span, worst severity first. Advice and what was suppressed is no alarm here. */
export function figuresOf(records: AlarmRecord[], now: number): AlarmFigures {
  const real = records.filter(({ entry }) => entry.advisory !== true && entry.suppressedBy === undefined)
  const spans = new Map<number, number>()
  const rules = new Map<string, number>()
  for (const { entry } of real) {
    rules.set(entry.rule, (rules.get(entry.rule) ?? 0) + 1)
    if (entry.raisedAt === null) continue
    const span = Math.floor(entry.raisedAt / FLOOD_MS)
    spans.set(span, (spans.get(span) ?? 0) + 1)
  }
  const counts = [...spans.values()]
  return {
    severities: SEVERITIES.toReversed().map((severity) => severityFigures(severity, real, now)),
    flood: { most: Math.max(0, ...counts), spans: counts.filter((count) => count > FLOOD_ALARMS).length },
    stale: real.filter(({ entry }) => entry.active && now - (entry.raisedAt ?? now) >= STALE_MS).length,
    chattering: real.filter(({ entry }) => entry.times >= CHATTERS_AT).length,
    rules: [...rules]
      .map(([rule, raised]) => ({ rule, raised }))
      .sort((a, b) => b.raised - a.raised || (a.rule < b.rule ? -1 : 1))
      .slice(0, MOST_RULES),
  }
}

function severityFigures(severity: Severity, records: AlarmRecord[], now: number): SeverityFigures {
  const own = records.filter(({ entry }) => entry.severity === severity)
  const limitMs = responseLimitMs(severity) ?? null
  const responses = own
    .flatMap(({ acknowledgedAt, entry: { raisedAt } }) =>
      acknowledgedAt === null || raisedAt === null ? [] : [Math.max(0, acknowledgedAt - raisedAt)],
    )
    .sort((a, b) => a - b)
  const late = (since: number | null) => limitMs !== null && since !== null && now - since > limitMs
  return {
    severity,
    raised: own.length,
    standing: own.filter(({ entry }) => entry.state !== 'normal').length,
    acknowledged: responses.length,
    withinLimit: limitMs === null ? responses.length : responses.filter((ms) => ms <= limitMs).length,
    overdue: own.filter(({ entry }) => wantsAttention(entry) && late(entry.raisedAt)).length,
    limitMs,
    responseMs: { p50: percentile(responses, 50), p95: percentile(responses, 95) },
  }
}
