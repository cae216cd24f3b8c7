const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** A day as people count it, `2027-03-31`. */
export type LocalDay = string

/** How far the clocks of a zone are ahead of UTC at a moment, ms. */
function offsetAt(timeZone: string, wall: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(wall)
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  const there = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return there - Math.floor(wall / 1000) * 1000
}

/** Wall ms (UTC) of a local time. One that the clocks skip is the moment they skip to. */
export function wallAt(timeZone: string, day: LocalDay, time: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const naive = Date.UTC(year, month - 1, date, hour, minute)
  const first = naive - offsetAt(timeZone, naive)
  return naive - offsetAt(timeZone, first)
}

export function dayOf(timeZone: string, wall: number): LocalDay {
  return new Date(wall + offsetAt(timeZone, wall)).toISOString().slice(0, 10)
}

export const dayAfter = (day: LocalDay, days: number): LocalDay =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** 1 Monday … 7 Sunday. */
export const weekdayOf = (day: LocalDay): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7

export const minutes = (count: number): number => count * MINUTE_MS
