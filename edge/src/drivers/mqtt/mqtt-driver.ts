import { randomUUID } from 'node:crypto'
import type { Bus, Unit } from '@zaojun/core'
import { type ChannelValues, type Scalar, sendingOf } from '@zaojun/device-profiles'
import { orderedValue } from '@zaojun/device-profiles/message/sending'
import type { MqttPresence } from '@zaojun/device-profiles/mqtt/section'
import type {
  BusDriver,
  BusStats,
  ChannelRoles,
  DriverContext,
  TraceLine,
  UnitOrder,
  UnitOrderResult,
} from '../driver.ts'
import { MessageUnits } from '../message-units.ts'
import { orderDenied } from '../order-denied.ts'
import type { DriverCatalogue, UnitOnBus } from '../unit-on-bus.ts'
import { Access } from './access.ts'
import { type Arrival, type Exchange, type ExchangeEvents, MQTT_LIMITS, type MqttLimits } from './exchange.ts'
import { Listeners } from './listeners.ts'
import { CONFIRM_WITHIN_MS, Orders } from './orders.ts'
import { OutsideBroker } from './outside-broker.ts'
import { OwnBroker } from './own-broker.ts'

/**
 * Units on MQTT: devices of the reference contract, Zigbee behind zigbee2mqtt, BLE behind a radio gateway. A bus without
 * a host is the box's own broker, one with a host somebody else's.
 */
export class MqttDriver implements BusDriver {
  readonly bus: Bus
  private readonly catalogue: DriverCatalogue
  private readonly context: DriverContext
  private readonly units: MessageUnits
  private readonly exchange: Exchange
  private readonly orders = new Orders()
  private listeners = new Listeners([])
  private connected = false

  constructor(bus: Bus, catalogue: DriverCatalogue, context: DriverContext, limits: Partial<MqttLimits> = {}) {
    this.bus = bus
    this.catalogue = catalogue
    this.context = context
    this.units = new MessageUnits(bus, catalogue, context)
    this.exchange = this.exchangeOf({ ...MQTT_LIMITS, ...limits })
  }

  start(): void {
    this.units.start()
    this.exchange.start()
  }

  async stop(): Promise<void> {
    this.orders.end({ result: 'timed-out', reason: 'bus-stopped' })
    this.connected = false
    await this.exchange.stop()
    this.units.stop()
  }

  setUnits(units: Unit[], roles?: ChannelRoles): void {
    if (!this.units.set(units, roles)) return
    this.listeners = new Listeners(this.units.all())
    this.exchange.follow(this.listeners.all())
  }

  async command(order: UnitOrder): Promise<UnitOrderResult> {
    const unit = this.units.byId(order.unit)
    if (unit?.profile === undefined) return { result: 'refused', reason: 'unknown-unit' }
    if (unit.fault) return { result: 'refused', reason: unit.fault }
    const { profile, params } = unit
    const command = profile.commands?.[order.command]
    if (!command?.channels.includes(order.channel)) return { result: 'refused', reason: 'unknown-command' }
    const to = orderedValue(command, order.value)
    const roles = this.units.roles.get(unit.unit.id) ?? []
    const facts = { kinds: this.catalogue.kinds, harm: (device: string) => this.context.harm(device) }
    const denied = orderDenied({ profile, params, channel: order.channel, to, roles }, facts)
    if (denied !== undefined) return { result: 'refused', reason: denied }
    const withinMs = command.confirmWithinMs ?? CONFIRM_WITHIN_MS
    const id = randomUUID()
    const sent = sendingOf(profile, params, {
      ...order,
      value: order.value ?? undefined,
      address: String(unit.unit.address),
      id,
      expires: new Date((this.context.wall ?? Date.now)() + withinMs).toISOString(),
    })
    if ('error' in sent) return { result: 'refused', reason: sent.error }
    const { topic, bytes } = sent
    if (topic === undefined) return { result: 'refused', reason: 'not-writable' }
    if (!this.connected) return { result: 'refused', reason: 'bus-disconnected' }
    const own = to === undefined ? undefined : { channel: order.channel, equals: to }
    const confirm = command.confirm === 'none' ? undefined : (command.confirm ?? own)
    unit.trace.add('tx', bytes, { note: order.command })
    const out = { unit, id, confirm, answers: profile.mqtt?.results !== undefined, withinMs }
    return this.orders.give(out, () => this.exchange.publish(topic, bytes))
  }

  trace(unit: string): TraceLine[] {
    return this.units.trace(unit)
  }

  stats(): BusStats {
    return this.units.stats(this.connected)
  }

  private exchangeOf(limits: MqttLimits): Exchange {
    const { bus, context, units } = this
    const secret = (name: string) => context.secret(name)
    const now = () => context.now()
    const random = () => context.random()
    const events: ExchangeEvents = {
      onMessage: (arrival) => this.arrived(arrival),
      onState: (connected, reason, detail) => this.turned(connected, reason, detail),
      count: (code) => units.count(code),
      onStranger: (name) => void units.find(name),
      onForeign: (topic) => void units.find(this.listeners.nameIn(topic)),
    }
    if (bus.host !== undefined)
      return new OutsideBroker({ bus, limits, events, random, secret: () => secret(`bus.${bus.id}`) })
    const access = new Access({ bus, units: () => units.all(), secret })
    return new OwnBroker({ bus, access, limits, events, now, random })
  }

  /** Resolves when all of a message is dealt with and what it tells is on disk. */
  private async arrived(arrival: Arrival): Promise<void> {
    const { topic, bytes, retained } = arrival
    const speaksFor = (unit: UnitOnBus) => arrival.speaksFor?.(unit) ?? true
    for (const { unit, presence, own } of this.listeners.presence(topic))
      if (speaksFor(unit)) this.told(unit, own, isOnline(presence, bytes))
    const { units, stranger } = this.listeners.about(topic, bytes)
    if (stranger !== undefined) this.units.find(stranger)
    // What a broker kept from before is no measurement of now, and no answer to an order of today.
    if (retained) {
      if (units.length > 0) this.units.count('retained')
      return
    }
    for (const unit of this.listeners.answering(topic)) if (speaksFor(unit)) this.answered(unit, bytes)
    for (const unit of units) {
      if (!speaksFor(unit)) {
        this.units.count('denied-topic')
        continue
      }
      const taken = await this.units.take(unit, { bytes, topic })
      if (taken.taken) this.orders.look(unit, goodOf(taken.values))
    }
  }

  /** A unit or its bridge said whether it is there. That a bridge is back says nothing of the units behind it. */
  private told(unit: UnitOnBus, own: boolean, online: boolean): void {
    if (!online) unit.lost(own ? 'said-offline' : 'bridge-offline', 0)
    else if (own) this.units.heard(unit)
  }

  private answered(unit: UnitOnBus, bytes: Uint8Array): void {
    const fits = this.orders.answered(unit, bytes)
    if (!fits) this.units.count('bad-order-result')
    unit.trace.add('rx', bytes, { note: fits ? 'order-result' : 'bad-order-result' })
  }

  private turned(connected: boolean, reason = 'bus-disconnected', detail?: string): void {
    this.connected = connected
    if (connected) return
    this.units.count(reason)
    this.units.lost(reason)
    this.orders.end({ result: 'timed-out', reason: 'bus-disconnected' })
    const message = [`${this.bus.id}: ${reason}`, ...(detail === undefined ? [] : [detail])].join(' · ')
    this.context.report({ bus: this.bus.id, code: 'bus-disconnected', message })
  }
}

const goodOf = (values: ChannelValues): Map<string, Scalar> =>
  new Map(
    Object.entries(values).flatMap(([channel, { value, quality }]) =>
      quality === 'good' && value !== null ? [[channel, value]] : [],
    ),
  )

/** The payload as text, or a field of its JSON as text, is one of the words for being there. */
function isOnline({ field, onlineWhen }: MqttPresence, bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes).trim()
  if (onlineWhen.includes(text)) return true
  if (field === undefined) return false
  try {
    const said: unknown = JSON.parse(text)
    const held: unknown = typeof said === 'object' && said !== null ? Reflect.get(said, field) : said
    return onlineWhen.includes(String(held))
  } catch {
    return false
  }
}
