const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
export const RANGES = ['hour1', 'hours24', 'days7', 'days30', 'custom'] as const
export type Range = (typeof RANGES)[number]

const SPAN_MS: Record<Exclude<Range, 'custom'>, number> = {
  hour1: HOUR_MS,
  hours24: DAY_MS,
  days7: 7 * DAY_MS,
  days30: 30 * DAY_MS,
}

/** From and to of a range that ends now; of a custom one as chosen, `undefined` while it is not valid. */
export function spanOf(
  range: Range,
  now: number,
  custom: { from: number; to: number } | undefined,
): { from: number; to: number } | undefined {
  if (range !== 'custom') return { from: now - SPAN_MS[range], to: now }
  return custom !== undefined && custom.from < custom.to ? custom : undefined
}
