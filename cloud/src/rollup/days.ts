import { fromZone, zoneOffset } from '@zaojun/core'

const DAY_MS = 24 * 3_600_000
const MINUTE_MS = 60_000

/** Beginnings of the days in `timeZone` that touch [from, to), and the end of the last one: UTC ms, ascending. */
export function dayStarts(timeZone: string, from: number, to: number): number[] {
  const whole = Math.floor(from / MINUTE_MS) * MINUTE_MS
  let midnight = Math.floor((whole + zoneOffset(whole, timeZone)) / DAY_MS) * DAY_MS
  const starts = [fromZone(midnight, timeZone)]
  while ((starts.at(-1) ?? to) < to) {
    midnight += DAY_MS
    starts.push(fromZone(midnight, timeZone))
  }
  return starts
}
