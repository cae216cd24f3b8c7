const STAMP = /^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{3})?$/
const MINUTE_MS = 60_000

/** Offset of `+08:00` in ms. */
export function offsetMs(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])([0-9]{2}):([0-9]{2})$/.exec(zone) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE_MS
}

/** `yyyyMMddHHmmss`, with or without milliseconds, as UTC ms; undefined where it names no such moment. */
export function stampMs(text: string, zone: string): number | undefined {
  const [, year, month, day, hour, minute, second, milli] = STAMP.exec(text) ?? []
  if (year === undefined) return undefined
  const parts = [year, month, day, hour, minute, second].map(Number)
  const [y = 0, m = 0, d = 0, h = 0, min = 0, s = 0] = parts
  const local = Date.UTC(y, m - 1, d, h, min, s, Number(milli ?? 0))
  const back = new Date(local)
  const same = back.getUTCMonth() === m - 1 && back.getUTCDate() === d && h < 24 && min < 60 && s < 60
  return same && y >= 2000 ? local - offsetMs(zone) : undefined
}

/** UTC ms as `yyyyMMddHHmmss` there; with milliseconds for a `QN`. */
export function stampOf(ms: number, zone: string, milliseconds = false): string {
  const digits = new Date(ms + offsetMs(zone)).toISOString().replaceAll(/[^0-9]/g, '')
  return digits.slice(0, milliseconds ? 17 : 14)
}
