const DAY_MS = 24 * 3_600_000
const MINUTE_MS = 60_000

/** Beginnings of the days in `timeZone` that touch [from, to), and the end of the last one: UTC ms, ascending. */
export function dayStarts(timeZone: string, from: number, to: number): number[] {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  /** Wall-clock reading of an instant, as if it were UTC. */
  const local = (instant: number): number => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second)
  }
  const instantOf = (localMidnight: number): number => {
    let instant = localMidnight - (local(localMidnight) - localMidnight)
    // Where the offset changes in between, one more step lands on it.
    instant -= local(instant) - localMidnight
    return instant
  }
  const whole = Math.floor(from / MINUTE_MS) * MINUTE_MS
  let midnight = Math.floor(local(whole) / DAY_MS) * DAY_MS
  const starts = [instantOf(midnight)]
  while ((starts.at(-1) ?? to) < to) {
    midnight += DAY_MS
    starts.push(instantOf(midnight))
  }
  return starts
}
