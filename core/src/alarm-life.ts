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

const MINUTE_MS = 60_000

/** Whether the next level is due at this wall time. What gives advice only goes nowhere. */
export function escalationDue(alarm: Alarm, wall: number): boolean {
  const minutes = ESCALATION_MINUTES[alarm.severity][alarm.level]
  if (minutes === undefined || alarm.raisedAt === null || alarm.advisory === true) return false
  return wantsAttention(alarm) && wall - alarm.raisedAt >= minutes * MINUTE_MS
}

/** Within how many ms an alarm should be acknowledged; undefined where nobody waits for it. */
export function responseLimitMs(severity: Severity): number | undefined {
  const [first] = ESCALATION_MINUTES[severity]
  return first === undefined ? undefined : first * MINUTE_MS
}
