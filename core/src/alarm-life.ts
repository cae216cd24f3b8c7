import type { Alarm, AlarmState, Severity } from './alarm.ts'

/** The life of an alarm without its shapes: screens take this and nothing else along. */

/** How much it matters, least first. `major` and above want a corrective action on record. */
export const SEVERITIES = ['info', 'warn', 'major', 'critical'] as const

/** The state that follows: what takes an alarm out of sight comes before its life in sight. */
export function alarmState(
  alarm: Pick<Alarm, 'active' | 'acknowledged' | 'until' | 'suppressedBy' | 'outOfService'>,
): AlarmState {
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
export function wantsAttention(alarm: Alarm): boolean {
  const state = alarmState(alarm)
  return state === 'unacknowledged' || state === 'returned'
}

export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity)
