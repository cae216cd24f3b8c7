import type { Unit, Value } from '@zaojun/core'
import { type Params, type Profile, paramsOf } from '@zaojun/device-profiles'
import {
  dataBytes,
  EXCEPTION_BIT,
  rangeOf,
  WRITE_COIL,
  WRITE_COILS,
  WRITE_REGISTER,
  WRITE_REGISTERS,
} from '@zaojun/device-profiles/modbus/pdu'
import { bitFor, decodeRegister, encodeRegister } from '@zaojun/device-profiles/modbus/register-codec'
import { naturalValue } from './behaviour.ts'
import { contractRefusal, ILLEGAL_ADDRESS, ILLEGAL_FUNCTION } from './contract-manners.ts'
import type { SimulatedEvent } from './message-json.ts'

export const FAULTS = ['garbage', 'half-frame', 'wrong-checksum', 'wrong-unit', 'exception', 'late'] as const
export type Fault = (typeof FAULTS)[number]

const CONTRACT_PREFIX = 'zaojun-contract-'
const ABSENT_WORD = 0xffff
const KEPT_REQUESTS = 200
const SECOND_MS = 1000
/** Keeps the swings of one unit's channels apart. */
const CHANNEL_PHASE = 0.137

/** One unit of the simulated kitchen: what it measures, what was set or written, and how it misbehaves. */
export class SimulatedUnit {
  readonly unit: Unit
  readonly profile: Profile
  readonly params: Params
  alive = true
  /** Requests that reached this unit, newest last, as PDUs. */
  readonly requests: Uint8Array[] = []
  private readonly tellers = new Set<(event: SimulatedEvent) => void>()
  private readonly set = new Map<string, Value>()
  /** What was ordered and does not show yet. */
  private readonly coming = new Map<string, { value: Value; at: number }>()
  private readonly faults: Fault[] = []
  private readonly words = new Map<string, number>()
  /** It follows the reference contract, down to what it refuses and what it does not have. */
  readonly mannered: boolean
  private readonly absent: number
  private readonly seed: number
  private readonly now: () => number
  private readonly random: () => number

  constructor(unit: Unit, profile: Profile, time: { now(): number; random(): number }) {
    this.unit = unit
    this.profile = profile
    this.params = paramsOf(profile, unit.params).params
    this.mannered = profile.id.startsWith(CONTRACT_PREFIX)
    this.absent = this.mannered ? ABSENT_WORD : 0
    this.now = time.now
    this.random = time.random
    this.seed = time.random()
  }

  /** Holds a channel at a value; null is a broken sensor; undefined lets it go again. */
  hold(channel: string, value: Value | undefined): void {
    const { from } = this.profile.channels[channel] ?? {}
    if (!from) throw new Error(`${this.unit.id} has no channel ${channel}`)
    if ('derive' in from) throw new Error(`${channel} of ${this.unit.id} is worked out by the gateway`)
    this.coming.delete(channel)
    if (value === undefined) this.set.delete(channel)
    else this.set.set(channel, value)
  }

  /** Whether somebody set this channel. */
  isHeld(channel: string): boolean {
    return this.set.has(channel)
  }

  /** The unit tells of something; whoever carries its messages sends it. */
  tell(event: SimulatedEvent): void {
    for (const teller of this.tellers) teller(event)
  }

  onTold(teller: (event: SimulatedEvent) => void): () => void {
    this.tellers.add(teller)
    return () => this.tellers.delete(teller)
  }

  inject(fault: Fault, times: number): void {
    for (let n = 0; n < times; n++) this.faults.push(fault)
  }

  nextFault(): Fault | undefined {
    return this.faults.shift()
  }

  value(channel: string): Value {
    if (this.blocked(channel)) return false
    const ordered = this.coming.get(channel)
    if (ordered !== undefined && this.now() >= ordered.at) {
      this.coming.delete(channel)
      this.set.set(channel, ordered.value)
    }
    const held = this.set.get(channel)
    if (held !== undefined) return held
    const { simulate, value } = this.profile.channels[channel] ?? {}
    if (!simulate) return value === 'boolean' ? false : value === 'text' ? '' : 0
    const { follows, nominal } = simulate
    if (follows !== undefined) return follows.words[String(this.value(follows.channel))] ?? nominal
    const phase = Object.keys(this.profile.channels).indexOf(channel) * CHANNEL_PHASE
    return naturalValue(simulate, this.seed, phase, this.now(), this.random)
  }

  /** Whether the unit's own interlock keeps a channel from being true. */
  blocked(channel: string): boolean {
    const { blockedBy = {} } = this.profile.channels[channel]?.simulate ?? {}
    return Object.entries(blockedBy).some(([witness, reads]) => this.value(witness) === reads)
  }

  /** The answer to one request PDU; an exception where the unit knows no such thing. */
  answer(pdu: Uint8Array): Uint8Array {
    this.requests.push(pdu)
    if (this.requests.length > KEPT_REQUESTS) this.requests.shift()
    const code = pdu[0] ?? 0
    if (rangeOf(pdu)) return this.read(pdu)
    const refusal = this.mannered ? contractRefusal(this, pdu) : undefined
    if (refusal !== undefined) return Uint8Array.from([code | EXCEPTION_BIT, refusal])
    if (code === WRITE_REGISTER || code === WRITE_REGISTERS) return this.writeRegisters(pdu)
    if (code === WRITE_COIL) return this.writeCoils(pdu, [pdu[3] === 0xff])
    if (code === WRITE_COILS) {
      const count = ((pdu[3] ?? 0) << 8) | (pdu[4] ?? 0)
      const bits = Array.from(
        { length: count },
        (_, index) => (((pdu[6 + (index >> 3)] ?? 0) >> (index & 7)) & 1) === 1,
      )
      return this.writeCoils(pdu, bits)
    }
    return Uint8Array.from([code | EXCEPTION_BIT, ILLEGAL_FUNCTION])
  }

  private read(pdu: Uint8Array): Uint8Array {
    const range = rangeOf(pdu)
    const code = pdu[0] ?? 0
    if (!range) return Uint8Array.from([code | EXCEPTION_BIT, ILLEGAL_FUNCTION])
    const here = Object.entries(this.profile.channels).filter(
      ([, { from }]) =>
        'table' in from &&
        from.table === range.table &&
        from.address >= range.address &&
        from.address < range.address + range.count,
    )
    if (here.length === 0) return Uint8Array.from([code | EXCEPTION_BIT, ILLEGAL_ADDRESS])
    for (const [key] of here) this.refresh(key)
    const data = new Uint8Array(dataBytes(range))
    for (let index = 0; index < range.count; index++) {
      const word = this.words.get(`${range.table} ${range.address + index}`) ?? this.absent
      if (range.table === 'coil' || range.table === 'discrete')
        data[index >> 3] = (data[index >> 3] ?? 0) | (word << (index & 7))
      else data.set([word >> 8, word & 0xff], index * 2)
    }
    return Uint8Array.from([code, data.length, ...data])
  }

  private refresh(key: string): void {
    const channel = this.profile.channels[key]
    if (!channel || !('table' in channel.from)) return
    const { table, address, shared } = channel.from
    // Another meaning of a place says nothing of it until somebody holds it.
    if (shared && this.set.get(key) === undefined) return
    const value = this.value(key)
    const before = [this.words.get(`${table} ${address}`) ?? 0]
    const words = encodeRegister(channel, this.params, value, before)
    words.forEach((word, index) => {
      this.words.set(`${table} ${address + index}`, word)
    })
  }

  private writeCoils(pdu: Uint8Array, bits: boolean[]): Uint8Array {
    const first = ((pdu[1] ?? 0) << 8) | (pdu[2] ?? 0)
    let known = false
    for (const [key, { from }] of Object.entries(this.profile.channels)) {
      if (!('table' in from) || from.table !== 'coil') continue
      const bit = bits[from.address - first]
      if (bit === undefined) continue
      known = true
      this.order(key, bitFor(from, this.params, bit) ?? bit)
    }
    if (bits.length === 1) known = this.obey('coil', first, bits[0] ? 1 : 0) || known
    return known ? pdu.slice(0, 5) : Uint8Array.from([(pdu[0] ?? 0) | EXCEPTION_BIT, ILLEGAL_ADDRESS])
  }

  private writeRegisters(pdu: Uint8Array): Uint8Array {
    const first = ((pdu[1] ?? 0) << 8) | (pdu[2] ?? 0)
    const data = pdu[0] === WRITE_REGISTER ? pdu.subarray(3, 5) : pdu.subarray(6)
    const range = { table: 'holding' as const, address: first, count: data.length >> 1 }
    let known = false
    for (const [key, channel] of Object.entries(this.profile.channels)) {
      const { from } = channel
      if (!('table' in from) || from.table !== 'holding' || from.address < first) continue
      const { value, reason } = decodeRegister(channel, this.params, range, data)
      if (reason === 'half-frame') continue
      known = true
      if (value !== null) this.order(key, value)
    }
    if (range.count === 1) known = this.obey('holding', first, ((data[0] ?? 0) << 8) | (data[1] ?? 0)) || known
    return known ? pdu.slice(0, 5) : Uint8Array.from([(pdu[0] ?? 0) | EXCEPTION_BIT, ILLEGAL_ADDRESS])
  }

  /** A write to a place that moves a channel elsewhere: the close coil of an actuator. */
  private obey(table: 'coil' | 'holding', address: number, raw: number): boolean {
    for (const { at, to, channels } of Object.values(this.profile.commands ?? {})) {
      if (at?.table !== table || at.address !== address || at.raw !== raw || to === undefined) continue
      for (const channel of channels) this.order(channel, to)
      return true
    }
    return false
  }

  private order(channel: string, value: Value): void {
    const { afterSeconds } = this.profile.channels[channel]?.simulate ?? {}
    if (afterSeconds === undefined) this.set.set(channel, value)
    else this.coming.set(channel, { value, at: this.now() + afterSeconds * SECOND_MS })
  }
}
