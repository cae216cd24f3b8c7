import type { Channel } from './channel.ts'
import { Derivation } from './derive.ts'
import { fieldValue } from './message/field-value.ts'
import type { Fields } from './message/message.ts'
import type { PollBlock } from './modbus/blocks.ts'
import { decodeRegister } from './modbus/register-codec.ts'
import type { Params } from './params.ts'
import type { Profile } from './profile.ts'
import { bad, type ChannelValue } from './value.ts'

export type ChannelValues = Record<string, ChannelValue>

/** Turns what one unit says into the values of its channels, derived ones included. One per unit. */
export class UnitDecoder {
  private readonly profile: Profile
  private readonly params: Params
  private readonly latest = new Map<string, ChannelValue>()
  private readonly derivations = new Map<string, Derivation>()

  constructor(profile: Profile, params: Params) {
    this.profile = profile
    this.params = params
    for (const [key, channel] of Object.entries(profile.channels))
      if ('derive' in channel.from) this.derivations.set(key, new Derivation(channel.from, params))
  }

  /** What a channel read last; undefined before the first time. */
  reading(channel: string): ChannelValue | undefined {
    return this.latest.get(channel)
  }

  /** The data bytes of one answered read. */
  block(block: PollBlock, data: Uint8Array, mono: number): ChannelValues {
    const read: ChannelValues = {}
    for (const key of block.channels) {
      const channel = this.profile.channels[key]
      if (channel) read[key] = bounded(channel, decodeRegister(channel, this.params, block, data))
    }
    return this.settle(read, mono)
  }

  /** The fields of one good frame or message; channels whose field it does not carry are left as they are. */
  message(fields: Fields, mono: number): ChannelValues {
    const read: ChannelValues = {}
    for (const [key, channel] of Object.entries(this.profile.channels)) {
      const raw = 'field' in channel.from ? fields[channel.from.field] : undefined
      if (raw !== undefined && 'field' in channel.from)
        read[key] = bounded(channel, fieldValue(channel.from, channel.value, this.params, raw))
    }
    return this.settle(read, mono)
  }

  /** The named channels (all when none are named), and what derives from them, could not be read. */
  fail(
    reason: string,
    quality: 'bad' | 'stale',
    channels: string[] = Object.keys(this.profile.channels),
  ): ChannelValues {
    const failed = new Set(channels)
    for (const [key, { from }] of Object.entries(this.profile.channels))
      if ('derive' in from && [from.of, from.than].some((name) => name !== undefined && failed.has(name)))
        failed.add(key)
    const lost: ChannelValue = { value: null, quality, reason }
    for (const key of failed) this.latest.set(key, lost)
    return Object.fromEntries([...failed].map((key) => [key, lost]))
  }

  private settle(read: ChannelValues, mono: number): ChannelValues {
    for (const [key, value] of Object.entries(read)) this.latest.set(key, value)
    for (const [key, { requires }] of Object.entries(this.profile.channels)) {
      const value = read[key]
      if (!requires || value?.quality !== 'good') continue
      const other = this.latest.get(requires.channel)
      if (other?.value !== requires.equals) this.put(read, key, bad(other?.reason ?? requires.reason))
    }
    for (const [key, derivation] of this.derivations) {
      const { from } = this.profile.channels[key] ?? {}
      const inputs = from && 'derive' in from ? [from.of, from.than] : []
      const named = inputs.filter((name) => name !== undefined)
      // A constant goes out with every reading; the rest when something it is worked out from has arrived.
      if (named.length === 0 || named.some((name) => name in read))
        this.put(read, key, derivation.next(this.latest, mono))
    }
    return read
  }

  private put(read: ChannelValues, key: string, value: ChannelValue): void {
    read[key] = value
    this.latest.set(key, value)
  }
}

function bounded(channel: Channel, value: ChannelValue): ChannelValue {
  if (value.quality !== 'good' || typeof value.value !== 'number') return value
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = channel
  return value.value < min || value.value > max ? bad('out-of-range') : value
}
