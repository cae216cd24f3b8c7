import { type Alarm, type Severity, wantsAttention } from '@zaojun/core'

const MINUTE_MS = 60_000

/**
 * After how many minutes without acknowledgement an alarm goes to the next level: 1 the shift leader, 2 the manager,
 * 3 head office. Site policy; what gives advice only goes nowhere.
 */
export const ESCALATION_MINUTES: Record<Severity, readonly number[]> = {
  info: [],
  warn: [],
  major: [15, 60],
  critical: [2, 5, 15],
}

/** Whether the next level is due at this wall time. */
export function isDue(alarm: Alarm, wall: number): boolean {
  const minutes = ESCALATION_MINUTES[alarm.severity][alarm.level]
  if (minutes === undefined || alarm.raisedAt === null || alarm.advisory === true) return false
  return wantsAttention(alarm) && wall - alarm.raisedAt >= minutes * MINUTE_MS
}
