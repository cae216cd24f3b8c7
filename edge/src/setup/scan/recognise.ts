import { type Channel, type ChannelValues, type Profile, paramsOf, UnitDecoder } from '@zaojun/device-profiles'
import { type PollBlock, wordsOf } from '@zaojun/device-profiles/modbus/blocks'
import type { Suggestion } from './shapes.ts'

/** Weights of evidence, in bits as far as they can be counted: how unlikely it is that a stranger reads so. */
const MOST_BITS_A_VALUE = 12
const FLOAT_BITS = 6
const WORD_BITS = 3
const UNBOUNDED_BITS = 1
const BIT_BITS = 0.3
/**
 * A register at zero, whatever its offset makes of it, says nothing, and speaks against a map by which such a unit
 * usually reads something.
 */
const ODD_ZERO_BITS = -1
const NEAR = 0.5
const TYPICAL_BITS = 2
const VERIFIED_BITS = 0.5
const NO_ANSWER_BITS = -8
/** A stranger's register seldom holds what a map calls impossible, and a unit of the map never does. */
const IMPOSSIBLE = ['out-of-range', 'unknown-word', 'not-a-number', 'half-frame']
const IMPOSSIBLE_BITS = -6

export type BlockAnswer = { data: Uint8Array } | { error: string }

/** What the answers to a profile's own reads say for it; undefined where not one was answered. A read without an answer was not asked. */
export function suggestionOf(
  profile: Profile,
  blocks: readonly PollBlock[],
  answers: readonly BlockAnswer[],
): Suggestion | undefined {
  const decoder = new UnitDecoder(profile, paramsOf(profile).params)
  const values: ChannelValues = {}
  const zeros = new Set<string>()
  let reads = 0
  let score = profile.verified ? VERIFIED_BITS : 0
  for (const [index, block] of blocks.entries()) {
    const answer = answers[index]
    if (answer === undefined || 'error' in answer) {
      score += NO_ANSWER_BITS
      continue
    }
    reads++
    Object.assign(values, decoder.block(block, answer.data, 0))
    for (const key of block.channels) if (isZero(profile.channels[key], block, answer.data)) zeros.add(key)
  }
  if (reads === 0) return undefined
  for (const [key, value] of Object.entries(values)) {
    const channel = profile.channels[key]
    if (channel !== undefined) score += evidence(channel, value, zeros.has(key))
  }
  const good = Object.values(values).filter(({ quality }) => quality === 'good').length
  const channels = Object.keys(profile.channels).length
  const { id, name, kinds, positions, verified } = profile
  const shown = Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const { name: called = { zh: key, en: key }, unit } = profile.channels[key] ?? {}
      return [key, { name: called, ...(unit === undefined ? {} : { unit }), ...value }]
    }),
  )
  const fit = { score, good, channels, reads, readsAsked: blocks.length }
  return { profile: id, name, kinds, positions, verified, ...fit, values: shown }
}

function evidence(
  { from, min, max, simulate }: Channel,
  { value, quality, reason = '' }: ChannelValues[string],
  zero: boolean,
): number {
  if (!('table' in from)) return 0
  if (quality !== 'good') return IMPOSSIBLE.includes(reason) ? IMPOSSIBLE_BITS : 0
  if (typeof value === 'boolean') return BIT_BITS
  if (typeof value !== 'number') return WORD_BITS
  const bits = from.words === undefined ? boundedBits(from, min, max) : WORD_BITS
  const typical = typeof simulate?.nominal === 'number' ? nearness(value, simulate.nominal, min, max) : 0
  // What nobody wrote reads zero: it speaks for a map only where the unit usually reads nothing, not by an offset.
  if (zero) return value === 0 && typical > NEAR ? typical * TYPICAL_BITS : ODD_ZERO_BITS
  return bits + typical * TYPICAL_BITS
}

/** Whether the registers of a channel hold nothing but zeros. */
function isZero(channel: Channel | undefined, block: PollBlock, data: Uint8Array): boolean {
  if (channel === undefined || !('table' in channel.from) || channel.from.type === 'bit') return false
  const at = (channel.from.address - block.address) * 2
  return data.subarray(at, at + wordsOf(channel.from) * 2).every((byte) => byte === 0)
}

/** How many bits of a register the bounds of a value use up. */
function boundedBits(from: Extract<Channel['from'], { table: string }>, min?: number, max?: number): number {
  if (min === undefined || max === undefined) return UNBOUNDED_BITS
  if (from.type === 'float32') return FLOAT_BITS
  const scale = typeof from.scale === 'number' ? Math.abs(from.scale) : 1
  const allowed = Math.max(1, (max - min) / scale)
  return Math.min(MOST_BITS_A_VALUE, Math.max(0, 16 * wordsOf(from) - Math.log2(allowed)))
}

/** 1 at what such a unit usually reads, falling to 0 across its range. */
function nearness(value: number, usual: number, min?: number, max?: number): number {
  const span = min === undefined || max === undefined ? Math.max(1, Math.abs(usual)) : max - min
  return Math.exp((-8 * Math.abs(value - usual)) / span)
}

/** The best first; of two that fit alike the one with fewer unanswered channels. */
export const ranked = (suggestions: Suggestion[]): Suggestion[] =>
  suggestions.sort((a, b) => b.score - a.score || a.channels - a.good - (b.channels - b.good))
