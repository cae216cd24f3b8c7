import { zoneOffset } from '@zaojun/core/local-time'

/** Times are shown in the site's zone, whatever the browser's: a manager abroad reads the kitchen's clock. */
export type TimeStyle = 'clock' | 'minute' | 'second' | 'full' | 'date' | 'day' | 'hour'

const STYLES: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  hour: { hour: '2-digit', minute: '2-digit' },
  minute: { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  second: { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  full: {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  },
  date: { year: 'numeric', month: '2-digit', day: '2-digit' },
  day: { month: '2-digit', day: '2-digit' },
}
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(locale: string, timeZone: string, style: TimeStyle): Intl.DateTimeFormat {
  const key = `${locale}|${timeZone}|${style}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(locale, { ...STYLES[style], timeZone, hourCycle: 'h23' })
  formats.set(key, made)
  return made
}

export const formatTime = (at: number, locale: string, timeZone: string, style: TimeStyle): string =>
  formatOf(locale, timeZone, style).format(at)

/** `2026-01-31T08:00:00+08:00` for files: the zone's clock with its offset. */
export function isoInZone(at: number, timeZone: string): string {
  const offset = zoneOffset(at, timeZone)
  const minutes = Math.round(Math.abs(offset) / 60_000)
  const two = (n: number) => String(n).padStart(2, '0')
  const sign = offset < 0 ? '-' : '+'
  return `${new Date(at + offset).toISOString().slice(0, -1)}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
