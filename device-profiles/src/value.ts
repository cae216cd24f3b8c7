import type { Quality, Value } from '@zaojun/core'

/** What a channel reads: a bad one has no value and says why by a stable code. `calibration`: it was corrected with. */
export type ChannelValue = { value: Value; quality: Quality; reason?: string; calibration?: string }

export const good = (value: Value): ChannelValue => ({ value, quality: 'good' })
export const bad = (reason: string): ChannelValue => ({ value: null, quality: 'bad', reason })

/**
 * raw × scale + offset as a decimal would have it. Tenths, hundredths and the like are divided instead: the quotient
 * of a whole number is the nearest there is, so that nothing has to be tidied.
 */
export function scaled(raw: number, scale: number, offset: number): number {
  if (scale === 1 && offset === 0) return raw + 0
  const divisor = Math.round(1 / scale)
  if (offset === 0 && Number.isInteger(raw) && 1 / divisor === scale) return raw / divisor + 0
  return tidy(raw * scale + offset)
}

/** Takes the noise of binary fractions off a scaled decimal; −0 becomes 0. */
export const tidy = (value: number): number => (Number.isInteger(value) ? value + 0 : Number(value.toPrecision(12)) + 0)
