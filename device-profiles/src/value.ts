import type { Quality, Value } from '@zaojun/core'

/** What a channel reads: a bad one has no value and says why by a stable code. */
export type ChannelValue = { value: Value; quality: Quality; reason?: string }

export const good = (value: Value): ChannelValue => ({ value, quality: 'good' })
export const bad = (reason: string): ChannelValue => ({ value: null, quality: 'bad', reason })

/** Takes the noise of binary fractions off a scaled decimal; −0 becomes 0. */
export const tidy = (value: number): number => Number(value.toPrecision(12)) + 0
