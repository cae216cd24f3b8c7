import { type Correction, corrected } from '@zaojun/core'
import type { Channel, FieldSource } from './channel.ts'
import { Derivation } from './derive.ts'
import { type FieldReader, fieldReader, isNews } from './message/field-value.ts'
import type { Fields } from './message/message.ts'
import type { PollBlock } from './modbus/blocks.ts'
import { type RegisterReader, registerReader } from './modbus/register-codec.ts'
import type { Params } from './params.ts'
import type { Profile } from './profile.ts'
import { bad, type ChannelValue } from './value.ts'

export type ChannelValues = Record<string, ChannelValue>
/** The corrections in force of one unit by channel, asked for each time; undefined where there are none. */
export type Corrections = () => ReadonlyMap<string, Correction> | undefined

type FieldChannel = { key: string; channel: Channel; source: FieldSource; read: FieldReader }
type RegisterChannel = { key: string; channel: Channel; read: RegisterReader }
type Requirement = { key: string; requires: NonNullable<Channel['requires']> }
type Derived = { key: string; inputs: string[]; derivation: Derivation }

/**
 * Turns what one unit says into the values of its channels, derived ones included. One per unit. What the profile says
 * is looked up once, here, and not for every message.
 */
export class UnitDecoder {
  private readonly profile: Profile
  private readonly corrections: Corrections | undefined
  private readonly latest = new Map<string, ChannelValue>()
  private readonly fields: FieldChannel[] = []
  private readonly registers = new Map<string, RegisterChannel>()
  /** The channels of each read the poller makes; the reads are planned once. */
  private readonly blocks = new WeakMap<PollBlock, RegisterChannel[]>()
  private readonly requirements: Requirement[] = []
  private readonly derived: Derived[] = []

  constructor(profile: Profile, params: Params, corrections?: Corrections) {
    this.profile = profile
    this.corrections = corrections
    for (const [key, channel] of Object.entries(profile.channels)) {
      const { from, requires } = channel
      if (requires) this.requirements.push({ key, requires })
      if ('table' in from) this.registers.set(key, { key, channel, read: registerReader(channel, params) })
      if ('field' in from)
        this.fields.push({ key, channel, source: from, read: fieldReader(from, channel.value, params) })
      if (!('derive' in from)) continue
      const inputs = [from.of, from.than].filter((name) => name !== undefined)
      this.derived.push({ key, inputs, derivation: new Derivation(from, params) })
    }
  }

  /** What a channel read last; undefined before the first time. */
  reading(channel: string): ChannelValue | undefined {
    return this.latest.get(channel)
  }

  /** The data bytes of one answered read. */
  block(block: PollBlock, data: Uint8Array, mono: number): ChannelValues {
    const read: ChannelValues = {}
    const corrections = this.corrections?.()
    for (const { key, channel, read: value } of this.channelsOf(block))
      this.put(read, key, correct(bounded(channel, value(block.address, data)), corrections?.get(key)))
    return this.settle(read, mono, corrections !== undefined)
  }

  private channelsOf(block: PollBlock): RegisterChannel[] {
    const known = this.blocks.get(block)
    if (known !== undefined) return known
    const channels = block.channels.flatMap((key) => this.registers.get(key) ?? [])
    this.blocks.set(block, channels)
    return channels
  }

  /** The fields of one good frame or message; channels whose field it does not carry are left as they are. */
  message(fields: Fields, mono: number): ChannelValues {
    const read: ChannelValues = {}
    const corrections = this.corrections?.()
    for (const { key, channel, source, read: value } of this.fields) {
      const raw = fields[source.field]
      if (raw === undefined || !isNews(source, raw)) continue
      this.put(read, key, correct(bounded(channel, value(raw)), corrections?.get(key)))
    }
    return this.settle(read, mono, corrections !== undefined)
  }

  /** The named channels (all when none are named), and what derives from them, could not be read. */
  fail(
    reason: string,
    quality: 'bad' | 'stale',
    channels: string[] = Object.keys(this.profile.channels),
  ): ChannelValues {
    const failed = new Set(channels)
    for (const { key, inputs } of this.derived) if (inputs.some((name) => failed.has(name))) failed.add(key)
    const lost: ChannelValue = { value: null, quality, reason }
    for (const key of failed) this.latest.set(key, lost)
    return Object.fromEntries([...failed].map((key) => [key, lost]))
  }

  private settle(read: ChannelValues, mono: number, corrected: boolean): ChannelValues {
    for (const { key, requires } of this.requirements) {
      if (read[key]?.quality !== 'good') continue
      const other = this.latest.get(requires.channel)
      if (other?.value !== requires.equals) this.put(read, key, bad(other?.reason ?? requires.reason))
    }
    // A constant goes out with every reading; the rest when something it is worked out from has arrived.
    for (const { key, inputs, derivation } of this.derived)
      if (inputs.length === 0 || inputs.some((name) => name in read))
        this.put(read, key, derivation.next(this.latest, mono))
    if (corrected) this.markDerived(read)
    return read
  }

  /** What was worked out from a corrected value carries that calibration. */
  private markDerived(read: ChannelValues): void {
    for (const { key, inputs } of this.derived) {
      const value = read[key]
      if (value === undefined || value.value === null) continue
      const calibration = inputs.map((name) => this.latest.get(name)?.calibration).find((id) => id !== undefined)
      if (calibration !== undefined) this.put(read, key, { ...value, calibration })
    }
  }

  private put(read: ChannelValues, key: string, value: ChannelValue): void {
    read[key] = value
    this.latest.set(key, value)
  }
}

function correct(given: ChannelValue, correction: Correction | undefined): ChannelValue {
  if (correction === undefined || typeof given.value !== 'number') return given
  return { ...given, value: corrected(correction, given.value), calibration: correction.id }
}

function bounded({ min, max }: Channel, value: ChannelValue): ChannelValue {
  if (value.quality !== 'good' || typeof value.value !== 'number') return value
  const within = (min === undefined || value.value >= min) && (max === undefined || value.value <= max)
  return within ? value : bad('out-of-range')
}
