import type { ByteReader } from './bytes.ts'

/** How values of a series are written as bytes: 0–6 decimal numbers with so many decimals, and these. */
export const FLOATS = 7
export const BITS = 8
export const JSON_VALUES = 9

export const MAX_DECIMALS = 6
export const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
/** Scaled values and their steps stay exact integers below this. */
const MAX_SCALED = 2 ** 50

/** Whether a number is a whole one once multiplied by the power of ten, and comes back from it as it was. */
export const isExact = (value: number, power: number): boolean => {
  const scaled = Math.round(value * power)
  return scaled / power === value && scaled < MAX_SCALED && scaled > -MAX_SCALED
}

/** `n` numbers of so many decimals, written as steps. */
export function readDecimals(from: ByteReader, n: number, decimals: number): number[] {
  const power = POWERS[decimals] ?? 1
  const v: number[] = []
  for (let i = 0, scaled = 0; i < n; i++) {
    scaled += from.signed()
    v.push(scaled / power)
  }
  return v
}
