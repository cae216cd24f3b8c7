/** Older than this when it was sent, a message was kept and tells of the past. */
const KEPT_MS = 300_000
/** A unit that says when it sent may have a wrong clock; not by more than this. */
const MOST_SKEW_MS = 3_600_000
/** A unit's clock is said to be off beyond this. */
const OFF_MS = 60_000
/** Before this nothing of ours was built: a clock that was never set. */
const EARLIEST = Date.UTC(2020, 0, 1)
const DAY_MS = 86_400_000

/** What a unit says about the time of a message; all UTC ms. `sent`: when it sent it, by the same clock. */
export type ToldTime = { deviceTime?: number; sent?: number; late: boolean }
/** What is made of it. `fault`: its clock is wrong (the time is dropped) or off (it is kept). */
export type JudgedTime = { deviceTime?: number; late: boolean; fault?: 'unit-clock-wrong' | 'unit-clock-off' }

/**
 * Whether a message is news. `wall` is the box's own time, null while it knows none; `newest` the time of the newest
 * message of this sort that was. It is late where the unit says so, where it was kept for longer than five minutes
 * before it was sent, or where something newer was told before. A time that cannot be is no time.
 */
export function judgeTime(told: ToldTime, wall: number | null, newest: number | undefined): JudgedTime {
  const { deviceTime, sent } = told
  if (deviceTime === undefined) return { late: told.late }
  const latest = wall === null ? Number.POSITIVE_INFINITY : wall + DAY_MS
  if (deviceTime < EARLIEST || deviceTime > latest) return { late: told.late, fault: 'unit-clock-wrong' }
  const age = wall === null ? 0 : wall - deviceTime
  const kept = sent === undefined ? age > KEPT_MS : sent - deviceTime > KEPT_MS || age > MOST_SKEW_MS
  const late = told.late || kept || (newest !== undefined && deviceTime < newest)
  const off = wall !== null && Math.abs(wall - (sent ?? deviceTime)) > OFF_MS
  return { deviceTime, late, ...(off && !late ? { fault: 'unit-clock-off' as const } : {}) }
}
