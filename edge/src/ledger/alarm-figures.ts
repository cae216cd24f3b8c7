import type { AlarmEntry, Severity } from '@zaojun/core'
import {
  ALARM_LIMITS,
  CHATTERS_AT,
  type CountedAlarm,
  type Frequent,
  floodFigures,
  isCounted,
  isStale,
  mostFrequent,
  mostInAMinute,
  type SeverityFigures,
  severityFigures,
} from '@zaojun/core/plain'
import type Database from 'better-sqlite3'
import { ALARM_KIND, ENTRY_SELECT, type EntryRow, entryOf } from './rows.ts'

const DAY_MS = 86_400_000
const TEN_MINUTES_MS = 600_000
/** Figures are of so many steps at most, the newest. */
const MOST_STEPS = 50_000

/** `limitMs`: within how long each severity should be acknowledged at this site. */
export type FiguresQuery = { from: number; to: number; limitMs: Partial<Record<Severity, number>> }
type Place = Pick<AlarmEntry, 'rule' | 'device' | 'form' | 'subject'>
/** Against `limits` (ISA-18.2, EEMUA 191). Shares are 0 to 1, times wall ms. `complete`: every step was counted. */
export type AlarmFigures = {
  from: number
  to: number
  raised: number
  rate: { perDay: number; perTenMinutes: number; peak: { raised: number; from: number | null } }
  flood: { spans: number; share: number }
  standing: number
  shelved: number
  outOfService: number
  stale: (Place & { id: string; raisedAt: number | null })[]
  chattering: (Place & { most: number })[]
  frequent: Frequent[]
  frequentShare: number
  severities: (SeverityFigures & { share: number })[]
  limits: typeof ALARM_LIMITS
  complete: boolean
}

const CALLS: AlarmEntry['step'][] = ['raised', 'raised-again', 'released']
type Step = AlarmEntry & { wall: number | null }
type Told = CountedAlarm & Pick<AlarmEntry, 'id'> & { calledAt: number | null }

/** Alarms raised in a span, how soon people answered, and what stands at its end. */
export function alarmFigures(db: Database.Database, { from, to, limitMs }: FiguresQuery): AlarmFigures {
  const { steps, complete } = stepsOf(db, from, to)
  const open = db.prepare('SELECT body FROM alarm WHERE open = 1').all() as { body: string }[]
  const alarms = [
    ...told(
      steps,
      open.map(({ body }) => JSON.parse(body) as AlarmEntry),
    ).values(),
  ].filter(isCounted)
  const raises = alarms.flatMap((alarm) => alarm.raises)
  const spanMs = Math.max(1, to - from)
  const flood = floodFigures(raises)
  const frequent = mostFrequent(alarms, keyOf)
  const severities = severityFigures(alarms, to, (severity) => limitMs[severity])
  const share = (part: number) => (raises.length === 0 ? 0 : part / raises.length)
  return {
    from,
    to,
    raised: raises.length,
    rate: {
      perDay: (raises.length * DAY_MS) / spanMs,
      perTenMinutes: (raises.length * TEN_MINUTES_MS) / spanMs,
      peak: { raised: flood.most, from: flood.from },
    },
    flood: { spans: flood.spans, share: Math.min(1, (flood.spans * TEN_MINUTES_MS) / spanMs) },
    standing: alarms.filter(({ state }) => state !== 'normal').length,
    shelved: alarms.filter(({ state }) => state === 'shelved').length,
    outOfService: alarms.filter(({ state }) => state === 'out-of-service').length,
    stale: alarms
      .filter((alarm) => isStale(alarm, to))
      .map(({ id, raisedAt, ...rest }) => ({ id, raisedAt, ...placeOf(rest) })),
    chattering: chatteringOf(alarms),
    frequent,
    frequentShare: frequent.reduce((sum, each) => sum + each.share, 0),
    severities: severities.map((each) => ({ ...each, share: share(each.raised) })),
    limits: ALARM_LIMITS,
    complete,
  }
}

const placeOf = ({ rule, device, form, subject }: Place): Place => ({
  rule,
  ...(device === undefined ? {} : { device }),
  ...(form === undefined ? {} : { form }),
  ...(subject === undefined ? {} : { subject }),
})
const keyOf = ({ rule, device, form, subject }: Place): string => [rule, device, form, subject].join(' ')

function chatteringOf(alarms: Told[]): AlarmFigures['chattering'] {
  return [...Map.groupBy(alarms, keyOf).values()].flatMap((same) => {
    const most = mostInAMinute(same.flatMap(({ raises }) => raises).sort((a, b) => a - b))
    const [first] = same
    return first === undefined || most < CHATTERS_AT ? [] : [{ ...placeOf(first), most }]
  })
}

/** Oldest first. A step whose time is unknown is left out: nobody can say whether it was then. */
function stepsOf(db: Database.Database, from: number, to: number): { steps: Step[]; complete: boolean } {
  const steps: Step[] = []
  const newest = db.prepare(`${ENTRY_SELECT} WHERE e.kind = ${ALARM_KIND} AND s.id IS NULL ORDER BY e.seq DESC LIMIT ?`)
  let read = 0
  for (const row of newest.iterate(MOST_STEPS) as IterableIterator<EntryRow>) {
    read++
    const step = entryOf(row) as Step
    if (step.wall !== null && step.wall >= from && step.wall < to) steps.push(step)
  }
  return { steps: steps.reverse(), complete: read < MOST_STEPS }
}

/** What became of each alarm: of the steps of the span, and of those that stand from before. */
function told(steps: Step[], open: AlarmEntry[]): Map<string, Told> {
  const alarms = new Map<string, Told>()
  for (const entry of open) alarms.set(entry.id, { ...entry, raises: [], responses: [], calledAt: null })
  for (const { wall, ...entry } of steps) {
    const { raises = [], responses = [], calledAt = null } = alarms.get(entry.id) ?? {}
    const next: Told = { ...entry, raises, responses, calledAt }
    const calls = CALLS.includes(entry.step) && isCounted(entry)
    if (calls && wall !== null) {
      raises.push(wall)
      next.calledAt ??= wall
    } else if (entry.acknowledged && calledAt !== null && wall !== null) {
      responses.push(Math.max(0, wall - calledAt))
      next.calledAt = null
    }
    alarms.set(entry.id, next)
  }
  return alarms
}
