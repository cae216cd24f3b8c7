const DAY_MS = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** A day as people count it, `2027-03-31`. */
export type LocalDay = string

/** Making one takes as long as using it a hundred times. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, made)
  return made
}

/** What the zone's clock is ahead of UTC at that moment, ms. */
export function zoneOffset(at: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(at)
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value)
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return wall - Math.floor(at / 1000) * 1000
}

/** UTC ms of a reading of the zone's clock, given as if it were UTC. The second look settles a DST edge. */
export function fromZone(wallAsUtc: number, timeZone: string): number {
  const guess = wallAsUtc - zoneOffset(wallAsUtc, timeZone)
  return wallAsUtc - zoneOffset(guess, timeZone)
}

/** UTC ms of a local time, `08:30`. One that the clocks skip is the moment they skip to. */
export const wallAt = (timeZone: string, day: LocalDay, time: string): number =>
  fromZone(Date.parse(`${day}T${time}Z`), timeZone)

/** The day in a zone at a moment. */
export const dayOf = (timeZone: string, at: number): LocalDay =>
  new Date(at + zoneOffset(at, timeZone)).toISOString().slice(0, 10)

export const dayAfter = (day: LocalDay, days: number): LocalDay =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** A moment as the zone's clock shows it, `2027-03-31 08:30`. */
export const clockText = (timeZone: string, at: number): string =>
  new Date(at + zoneOffset(at, timeZone)).toISOString().slice(0, 16).replace('T', ' ')

/** 1 Monday … 7 Sunday. */
export const weekdayOf = (day: LocalDay): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7
