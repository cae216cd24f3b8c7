import { Address, type Bus, type Unit } from '@zaojun/core'
import {
  type ChannelValues,
  type Fields,
  type GivenMessage,
  isError,
  MESSAGE_FIELD,
  messageFields,
  ownTime,
  type Profile,
  toldEvents,
} from '@zaojun/device-profiles'
import { Compile } from 'typebox/compile'
import type { BusStats, ChannelRoles, DriverContext, Picture, TraceLine } from './driver.ts'
import { judgeTime } from './own-time.ts'
import { type DriverCatalogue, shown, UnitOnBus } from './unit-on-bus.ts'

const SILENCE_CHECK_MS = 1000
/** So many unknown callers are remembered, the newest. */
const MOST_STRANGERS = 32

const isAddress = Compile(Address)

/** What became of a message: taken, with what its channels read by it, or the stable code why not. */
export type Taken = { taken: true; values: ChannelValues } | { taken: false; error: string }

/**
 * The units of a bus that send messages by themselves, found by their address: decoding, events, health, silence,
 * counters and traces, the same for every such protocol.
 */
export class MessageUnits {
  readonly errors: Record<string, number> = {}
  transactions = 0
  private readonly bus: Bus
  private readonly catalogue: DriverCatalogue
  private readonly context: DriverContext
  private readonly units = new Map<string, UnitOnBus>()
  private readonly heardAt = new Map<string, number>()
  private readonly strangers = new Map<string, number>()
  private timer: NodeJS.Timeout | undefined
  roles: ChannelRoles = new Map()

  constructor(bus: Bus, catalogue: DriverCatalogue, context: DriverContext) {
    this.bus = bus
    this.catalogue = catalogue
    this.context = context
  }

  start(): void {
    for (const id of this.units.keys()) this.heardAt.set(id, this.context.now())
    this.timer ??= setInterval(() => this.checkSilence(), SILENCE_CHECK_MS)
  }

  stop(): void {
    clearInterval(this.timer)
    this.timer = undefined
  }

  /** Replaces the set; true where one came, went or changed, so that the driver subscribes or lets go. */
  set(units: Unit[], roles: ChannelRoles = new Map()): boolean {
    this.roles = roles
    const wanted = new Map(units.map((unit) => [unit.id, unit]))
    let changed = false
    for (const [id, { unit, fault }] of this.units) {
      if (fault !== 'address-taken' && JSON.stringify(wanted.get(id)) === JSON.stringify(unit)) continue
      this.units.delete(id)
      this.heardAt.delete(id)
      changed = true
    }
    for (const [id, unit] of wanted) {
      if (this.units.has(id)) continue
      const taken = this.holder(unit.address) !== undefined ? 'address-taken' : undefined
      const added = new UnitOnBus(unit, this.bus, this.catalogue, this.context, taken)
      this.units.set(id, added)
      this.heardAt.set(id, this.context.now())
      added.announce()
      changed = true
    }
    return changed
  }

  all(): UnitOnBus[] {
    return [...this.units.values()]
  }

  byId(id: string): UnitOnBus | undefined {
    return this.units.get(id)
  }

  /** The unit that is called so on this bus, configured right. One that nobody knows is remembered for the installer. */
  find(address: Unit['address']): UnitOnBus | undefined {
    const unit = this.holder(address)
    if (unit === undefined && address !== undefined) this.knocked(String(address))
    return unit
  }

  private knocked(address: string): void {
    if (!isAddress.Check(address)) return
    this.strangers.delete(address)
    this.strangers.set(address, (this.context.wall ?? Date.now)())
    const [oldest] = this.strangers.keys()
    if (this.strangers.size > MOST_STRANGERS && oldest !== undefined) this.strangers.delete(oldest)
  }

  private holder(address: Unit['address']): UnitOnBus | undefined {
    if (address === undefined) return undefined
    return this.all().find(({ unit, fault }) => !fault && String(unit.address) === String(address))
  }

  /**
   * Decodes one message of a unit, gives its values on, and awaits that its events are on disk. What was kept by the
   * unit goes on as told late, at its own time. `traced` stands in the trace, for messages that hold a password;
   * otherwise `given.bytes`, unless the profile tells events: those may be about people.
   */
  async take(unit: UnitOnBus, given: GivenMessage, pictures: Picture[] = [], traced?: Uint8Array): Promise<Taken> {
    const { profile, decoder, params } = unit
    if (!profile || !decoder) return { taken: false, error: unit.fault ?? 'unknown-profile' }
    this.transactions++
    unit.polls++
    const bytes = traced ?? (profile.events === undefined ? given.bytes : new Uint8Array())
    const fields = messageFields(profile, { ...given, address: String(unit.unit.address ?? ''), params })
    if (isError(fields)) {
      this.count(fields.error)
      unit.trace.add('rx', bytes, { note: fields.error })
      unit.spoiled(fields.error)
      return { taken: false, error: fields.error }
    }
    unit.answers++
    this.heard(unit)
    const values = this.give(unit, fields)
    unit.trace.add('rx', bytes, { decoded: shown(values) })
    for (const told of toldEvents(profile, fields))
      await this.context.onEvent({ unit: unit.unit.id, pictures, ...told })
    return { taken: true, values }
  }

  /** Gives the values of a message on, each at the time it was so. What has no time of its own cannot be told late. */
  private give(unit: UnitOnBus, fields: Fields): ChannelValues {
    const sort = String(fields[MESSAGE_FIELD]?.value ?? '')
    const wall = this.context.time === undefined ? Date.now() : this.context.time()
    const { deviceTime, late, fault } = judgeTime(ownTime(fields), wall, unit.newest.get(sort))
    if (fault !== undefined) this.count(fault)
    const own = deviceTime === undefined ? {} : { deviceTime }
    if (!late) {
      const values = unit.decoder?.message(fields, this.context.now()) ?? {}
      if (deviceTime !== undefined) unit.newest.set(sort, deviceTime)
      unit.emit(values, own)
      return values
    }
    if (deviceTime === undefined) return {}
    const values = unit.lateDecoder?.message(fields, deviceTime) ?? {}
    unit.emit(values, { ...own, late: true })
    return values
  }

  /** The unit was heard without a measurement: a heartbeat, a log-in. */
  heard(unit: UnitOnBus): void {
    this.heardAt.set(unit.unit.id, this.context.now())
    unit.alive()
  }

  count(code: string): void {
    this.errors[code] = (this.errors[code] ?? 0) + 1
  }

  /** The connection or listener has gone: everything on it is lost. */
  lost(reason: string): void {
    for (const unit of this.units.values()) unit.lost(reason, 0)
  }

  trace(id: string): TraceLine[] {
    return this.units.get(id)?.trace.lines() ?? []
  }

  stats(connected: boolean): BusStats {
    const units = this.all().map(({ health, polls, answers }) => ({ ...health, polls, answers }))
    const strangers = [...this.strangers]
      .filter(([address]) => this.holder(address) === undefined)
      .map(([address, at]) => ({ address, at }))
    const { transactions } = this
    return { bus: this.bus.id, connected, transactions, errors: { ...this.errors }, strangers, units }
  }

  private checkSilence(): void {
    const now = this.context.now()
    for (const [id, unit] of this.units) {
      const silenceMs = unit.profile === undefined ? undefined : silenceOf(unit.profile)
      if (silenceMs !== undefined && now - (this.heardAt.get(id) ?? now) >= silenceMs) unit.lost('no-answer', 0)
    }
  }
}

const silenceOf = ({ mqtt, http, hj212, jt808 }: Profile): number | undefined =>
  (mqtt ?? http ?? hj212 ?? jt808)?.silenceMs
