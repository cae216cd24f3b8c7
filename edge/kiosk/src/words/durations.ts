/** A message key under `span` and its number: 0–59 s, 1–59 min, 1–47 h, days. Never rounded up. */
export type Span = { key: 'seconds' | 'minutes' | 'hours' | 'days'; n: number }

export function spanOf(ms: number): Span {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < 60) return { key: 'seconds', n: seconds }
  if (seconds < 3_600) return { key: 'minutes', n: Math.floor(seconds / 60) }
  if (seconds < 172_800) return { key: 'hours', n: Math.floor(seconds / 3_600) }
  return { key: 'days', n: Math.floor(seconds / 86_400) }
}

/** Wall ms as `HH:MM` (and seconds) in the site's time zone. */
export function timeOfDay(wall: number, timeZone: string, seconds = false): string {
  const options: Intl.DateTimeFormatOptions = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
  if (seconds) options.second = '2-digit'
  return new Intl.DateTimeFormat('zh-CN', options).format(wall)
}

/** Wall ms as `MM-DD`. */
export const dayOf = (wall: number, timeZone: string): string => dateOf(wall, timeZone).slice(-'MM-DD'.length)

/** Wall ms as `YYYY-MM-DD`. */
export function dateOf(wall: number, timeZone: string): string {
  const options = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const
  const parts = new Intl.DateTimeFormat('en-CA', options).formatToParts(wall)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}
