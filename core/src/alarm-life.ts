import type { Alarm, AlarmState, Severity } from './alarm.ts'

/** The life of an alarm without its shapes: screens take this and nothing else along. */

/** How much it matters, least first. `major` and above want a corrective action on record. */
export const SEVERITIES = ['info', 'warn', 'major', 'critical'] as const

/** What the state of an alarm follows from. */
export type Standing = Pick<Alarm, 'active' | 'acknowledged' | 'until' | 'suppressedBy' | 'outOfService'>

/** The state that follows: what takes an alarm out of sight comes before its life in sight. */
export function alarmState(alarm: Standing): AlarmState {
  if (alarm.outOfService === true) return 'out-of-service'
  if (alarm.suppressedBy !== undefined) return 'suppressed'
  if (alarm.until !== undefined) return 'shelved'
  if (alarm.active) return alarm.acknowledged ? 'acknowledged' : 'unacknowledged'
  return alarm.acknowledged ? 'normal' : 'returned'
}

/** Nothing about it waits for anybody any more. */
export const isClosed = (alarm: Alarm): boolean =>
  alarmState(alarm) === 'normal' && (alarm.correction === 'not-needed' || alarm.correction === 'verified')

/** Whether people should look now: it is in sight and nobody acknowledged it. */
export function wantsAttention(alarm: Standing): boolean {
  const state = alarmState(alarm)
  return state === 'unacknowledged' || state === 'returned'
}

export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity)

/**
 * After how many minutes without acknowledgement an alarm goes to the next level: 1 the shift leader, 2 the manager,
 * 3 head office. The first is how soon somebody should have acknowledged it. Site policy.
 */
export const ESCALATION_MINUTES: Record<Severity, readonly number[]> = {
  info: [],
  warn: [],
  major: [15, 60],
  critical: [2, 5, 15],
}

/** Who is called, one after the other. */
export const CALLED = ['supervisor', 'manager', 'head-office'] as const
export type Called = (typeof CALLED)[number]
/**
 * After how many minutes without acknowledgement who is called; `minutes` ascend. `repeatMinutes`: the last is called
 * again and again until somebody acknowledges.
 */
export type Escalation = { steps: readonly { minutes: number; calls: Called }[]; repeatMinutes?: number }
export type EscalationPlan = Record<Severity, Escalation>

const planned = (minutes: readonly number[]): Escalation => ({
  steps: minutes.map((each, index) => ({ minutes: each, calls: CALLED[index] ?? 'head-office' })),
})
/** Where a site decided nothing else. */
export const ESCALATION: EscalationPlan = {
  info: planned(ESCALATION_MINUTES.info),
  warn: planned(ESCALATION_MINUTES.warn),
  major: planned(ESCALATION_MINUTES.major),
  critical: planned(ESCALATION_MINUTES.critical),
}

const MINUTE_MS = 60_000

/** What is due at this wall time: the next to be called, or the last again. What gives advice only goes nowhere. */
export function nextCall(
  alarm: Alarm,
  wall: number,
  plan: EscalationPlan = ESCALATION,
): Pick<Alarm, 'level' | 'calls' | 'repeats'> | undefined {
  if (alarm.raisedAt === null || alarm.advisory === true || !wantsAttention(alarm)) return undefined
  const { steps, repeatMinutes } = plan[alarm.severity]
  const waited = wall - alarm.raisedAt
  const next = steps[alarm.level]
  if (next !== undefined)
    return waited < next.minutes * MINUTE_MS ? undefined : { level: alarm.level + 1, calls: next.calls, repeats: 0 }
  const last = steps.at(-1)
  if (last === undefined || repeatMinutes === undefined) return undefined
  // After a long stop it is called once, not once for each time that was missed.
  const repeats = Math.floor((waited / MINUTE_MS - last.minutes) / repeatMinutes)
  return repeats <= (alarm.repeats ?? 0) ? undefined : { level: alarm.level, calls: last.calls, repeats }
}

/** Whether somebody is to be called at this wall time. */
export const escalationDue = (alarm: Alarm, wall: number): boolean => nextCall(alarm, wall) !== undefined

/** Within how many ms an alarm should be acknowledged; undefined where nobody waits for it. */
export function responseLimitMs(severity: Severity, plan: EscalationPlan = ESCALATION): number | undefined {
  const [first] = plan[severity].steps
  return first === undefined ? undefined : first.minutes * MINUTE_MS
}
