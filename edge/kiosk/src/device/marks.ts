import type { SeriesLimits } from '../box/shapes.ts'

export type Limit = SeriesLimits['limits'][number]
/** What a trend is drawn against; `to` is null while an alarm stands. */
export type Marks = { limits: Limit[]; alarms: { severity: Limit['severity']; from: number; to: number | null }[] }

/** Room above and below what is shown, as a part of it. */
const PADDING = 0.12

/**
 * The ends of the value axis: the data, and of the limits the next above and the next below, so that it shows how far it
 * is to them without pressing the curve flat against all of them. Undefined while there is nothing to show.
 */
export function axisOf(
  values: readonly number[],
  limits: readonly Pick<Limit, 'value'>[],
): [number, number] | undefined {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  const at = limits.map(({ value }) => value)
  const above = at.filter((value) => value >= high).sort((a, b) => a - b)
  const below = at.filter((value) => value <= low).sort((a, b) => b - a)
  const ends = [low, high, ...above.slice(0, 1), ...below.slice(0, 1)].filter(Number.isFinite)
  if (ends.length === 0) return undefined
  const [least, most] = [Math.min(...ends), Math.max(...ends)]
  const room = (most - least || Math.abs(most) || 1) * PADDING
  return [least - room, most + room]
}

/** The spans of alarms as far as they stand in the picture. */
export const within = (alarms: Marks['alarms'], from: number, to: number) =>
  alarms
    .map((alarm) => ({ ...alarm, from: Math.max(from, alarm.from), to: Math.min(to, alarm.to ?? to) }))
    .filter((alarm) => alarm.from <= alarm.to)

/** One line for each number: where an interlock acts, that says more than an alarm does. */
export function lines(limits: readonly Limit[]): Limit[] {
  const seen = new Map<number, Limit>()
  for (const limit of limits) if (limit.acts || !seen.has(limit.value)) seen.set(limit.value, limit)
  return [...seen.values()].sort((a, b) => b.value - a.value)
}
