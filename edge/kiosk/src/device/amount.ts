/** A range a value is picked from, and the steps of the − and + buttons. */
export type Amounts = { min: number; max: number; step: number }

/** More presses than this from end to end are too many for wet hands. */
const MOST_PRESSES = 100
/** The size a step grows to then, as a part of the range. */
const FEWER_PRESSES = 50

/** The range of an order as buttons walk it: the model's own step, or a rounder one where that would take for ever. */
export function amountsOf({ min = 0, max = 100, step }: { min?: number; max?: number; step?: number }): Amounts {
  const range = max - min
  if (step !== undefined && range / step <= MOST_PRESSES) return { min, max, step }
  const size = 10 ** Math.floor(Math.log10(range / FEWER_PRESSES))
  const round = [1, 2, 5, 10].map((times) => times * size).find((each) => range / each <= FEWER_PRESSES) ?? size
  return { min, max, step: Math.max(step ?? 0, round) }
}

export const decimalsOf = ({ step }: Amounts): number => Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))

/** The next amount up or down on the grid of the steps, never past the ends. */
export function nextAmount(amounts: Amounts, value: number, by: 1 | -1): number {
  const { min, max, step } = amounts
  const steps = value / step
  // A value off the grid, set elsewhere, first goes to the nearest mark in that direction.
  const mark = by > 0 ? Math.floor(steps + 1e-6) + 1 : Math.ceil(steps - 1e-6) - 1
  return Math.min(max, Math.max(min, Number((mark * step).toFixed(decimalsOf(amounts)))))
}

/** Where picking begins: what is set now if the order could set it, else the middle. */
export function firstAmount(amounts: Amounts, now: unknown): number {
  const { min, max, step } = amounts
  if (typeof now === 'number' && now >= min && now <= max) return Number(now.toFixed(decimalsOf(amounts)))
  const middle = Math.round((min + max) / 2 / step) * step
  return Math.min(max, Math.max(min, Number(middle.toFixed(decimalsOf(amounts)))))
}
