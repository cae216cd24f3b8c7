import type { Alarm, AlarmState, Severity } from './alarm.ts'
import { FLOOD_ALARMS, FLOOD_MS } from './alarm-groups.ts'
import { responseLimitMs, SEVERITIES, type Standing, wantsAttention } from './alarm-life.ts'

/** An alarm that stands so long tells nobody anything (ISA-18.2-2016, 16.5.7). */
export const STALE_MS = 24 * 3_600_000
/** One that is raised so often in a minute chatters (ISA-18.2). */
export const CHATTERS_AT = 3
export const CHATTER_MS = 60_000
const MOST_FREQUENT = 10

/**
 * What one person can follow (ISA-18.2 clause 16, EEMUA 191): alarms a day and in ten minutes, the worst ten
 * minutes, the share of time in a flood, of the ten most frequent, and how many stand for more than a day.
 */
export const ALARM_LIMITS = {
  perDay: 150,
  perTenMinutes: 1,
  peak: FLOOD_ALARMS,
  floodShare: 0.01,
  frequentShare: 0.05,
  stale: 5,
  chattering: 0,
} as const

/** An alarm as it is counted: `raises` (wall ms) is each time it called people, `responses` the ms until each answer. */
export type CountedAlarm = Standing &
  Pick<Alarm, 'rule' | 'device' | 'form' | 'subject' | 'severity' | 'raisedAt' | 'advisory'> & {
    state: AlarmState
    raises: number[]
    responses: number[]
  }

/** Advice, and what was suppressed by design, calls nobody. */
export const isCounted = ({ advisory, suppressedBy }: Pick<CountedAlarm, 'advisory' | 'suppressedBy'>): boolean =>
  advisory !== true && suppressedBy === undefined

/** Nearest rank; null of nothing. */
export function percentile(sorted: number[], p: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? null
}

/** The worst ten minutes (`from`: wall ms), and how many ten minutes had more alarms than anybody can follow. */
export function floodFigures(raises: Iterable<number>): { most: number; from: number | null; spans: number } {
  const spans = new Map<number, number>()
  for (const at of raises) {
    const span = Math.floor(at / FLOOD_MS)
    spans.set(span, (spans.get(span) ?? 0) + 1)
  }
  let worst: [number, number] | undefined
  for (const span of spans) if (worst === undefined || span[1] > worst[1]) worst = span
  return {
    most: worst?.[1] ?? 0,
    from: worst === undefined ? null : worst[0] * FLOOD_MS,
    spans: [...spans.values()].filter((count) => count > FLOOD_ALARMS).length,
  }
}

/** The most raises within a minute. `raises` ascends. */
export function mostInAMinute(raises: number[]): number {
  let most = 0
  let first = 0
  for (const [index, at] of raises.entries()) {
    while (at - (raises[first] ?? at) >= CHATTER_MS) first++
    most = Math.max(most, index - first + 1)
  }
  return most
}

export const isStale = ({ active, raisedAt }: Pick<CountedAlarm, 'active' | 'raisedAt'>, now: number): boolean =>
  active && now - (raisedAt ?? now) >= STALE_MS

/** Counts of one severity, and how soon its alarms were answered against its limit. */
export type SeverityFigures = {
  severity: Severity
  raised: number
  standing: number
  acknowledged: number
  withinLimit: number
  overdue: number
  limitMs: number | null
  responseMs: { p50: number | null; p95: number | null }
}

/** Worst severity first. `limitOf`: within how many ms one should be acknowledged; undefined where nobody waits. */
export function severityFigures(
  alarms: CountedAlarm[],
  now: number,
  limitOf: (severity: Severity) => number | undefined = responseLimitMs,
): SeverityFigures[] {
  return SEVERITIES.toReversed().map((severity) => {
    const own = alarms.filter((alarm) => alarm.severity === severity)
    const limitMs = limitOf(severity) ?? null
    const responses = own.flatMap(({ responses }) => responses).sort((a, b) => a - b)
    const waits = ({ raisedAt }: CountedAlarm) => limitMs !== null && raisedAt !== null && now - raisedAt > limitMs
    return {
      severity,
      raised: own.reduce((sum, { raises }) => sum + raises.length, 0),
      standing: own.filter(({ state }) => state !== 'normal').length,
      acknowledged: responses.length,
      withinLimit: limitMs === null ? responses.length : responses.filter((ms) => ms <= limitMs).length,
      overdue: own.filter((alarm) => wantsAttention(alarm) && waits(alarm)).length,
      limitMs,
      responseMs: { p50: percentile(responses, 50), p95: percentile(responses, 95) },
    }
  })
}

/** What raises most, worst first: `share` of all raises. */
export type Frequent = Pick<CountedAlarm, 'rule' | 'device' | 'form' | 'subject'> & { raised: number; share: number }

/** The ten that called people most often, by what `keyOf` takes for the same. */
export function mostFrequent(alarms: CountedAlarm[], keyOf: (alarm: CountedAlarm) => string): Frequent[] {
  const all = alarms.reduce((sum, { raises }) => sum + raises.length, 0)
  return [...Map.groupBy(alarms, keyOf)]
    .map(([key, [first, ...rest]]) => {
      const raised = [first, ...rest].reduce((sum, each) => sum + (each?.raises.length ?? 0), 0)
      const { rule = '', device, form, subject } = first ?? {}
      return { key, rule, device, form, subject, raised, share: all === 0 ? 0 : raised / all }
    })
    .filter(({ raised }) => raised > 0)
    .sort((a, b) => b.raised - a.raised || (a.key < b.key ? -1 : 1))
    .slice(0, MOST_FREQUENT)
    .map(({ key: _key, ...frequent }) => frequent)
}
