import { dayAfter, dayOf, wallAt } from '@zaojun/core'

/** When the quiet hours that hold at `now` end, wall ms; undefined outside of them. They may go over midnight. */
export function quietUntil(
  quiet: { from: string; to: string } | undefined,
  timeZone: string,
  now: number,
): number | undefined {
  if (quiet === undefined || quiet.from === quiet.to) return undefined
  const today = dayOf(timeZone, now)
  for (const day of [dayAfter(today, -1), today]) {
    const begin = wallAt(timeZone, day, quiet.from)
    const end = wallAt(timeZone, quiet.to > quiet.from ? day : dayAfter(day, 1), quiet.to)
    if (now >= begin && now < end) return end
  }
  return undefined
}
