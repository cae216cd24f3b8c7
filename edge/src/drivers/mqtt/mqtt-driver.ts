import { randomUUID } from 'node:crypto'
import type { Bus, Unit } from '@zaojun/core'
import { type ProfileCommand, type Scalar, sendingOf } from '@zaojun/device-profiles'
import { within } from '@zaojun/device-profiles/message/sending'
import { addressIn } from '@zaojun/device-profiles/mqtt/fields'
import { type MqttTopic, topicOf } from '@zaojun/device-profiles/mqtt/section'
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
import { Access, heardTopics } from './access.ts'
import type { Arrival, Exchange } from './exchange.ts'
import { Orders } from './orders.ts'
import { OutsideBroker } from './outside-broker.ts'
import { OwnBroker } from './own-broker.ts'

/** Where a message of a topic goes: to the unit itself, or to whichever unit the message names. */
type Listener = { units: UnitOnBus[]; from: MqttTopic; template: string }

/** Units on MQTT: contract devices, zigbee2mqtt, radio gateways; on the box's own broker or an outside one. */
export class MqttDriver implements BusDriver {
  readonly bus: Bus
  private readonly catalogue: DriverCatalogue
  private readonly context: DriverContext
  private readonly units: MessageUnits
  private readonly exchange: Exchange
  private readonly orders: Orders
  private readonly listeners = new Map<string, Listener[]>()
  private connected = false

  constructor(bus: Bus, catalogue: DriverCatalogue, context: DriverContext) {
    this.bus = bus
    this.catalogue = catalogue
    this.context = context
    this.units = new MessageUnits(bus, catalogue, context)
    this.orders = new Orders()
    const { units } = this
    const secret = (name: string) => context.secret(name)
    const events = {
      onMessage: (arrival: Arrival) => this.arrived(arrival),
      onState: (connected: boolean, reason?: string) => this.turned(connected, reason),
      count: (code: string) => units.count(code),
      onStranger: (name: string) => void units.find(name),
    }
    this.exchange =
      bus.host === undefined
        ? new OwnBroker(bus, new Access({ bus, units: () => units.all(), secret }), () => context.random(), events)
        : new OutsideBroker({
            bus,
            clientId: `zaojun-${bus.id}-${Math.floor(context.random() * 0xffffff).toString(16)}`,
            password: () => secret(`bus.${bus.id}`),
            random: () => context.random(),
            events,
          })
  }

  start(): void {
    this.units.start()
    this.exchange.start()
  }

  async stop(): Promise<void> {
    this.orders.end({ result: 'timed-out', reason: 'bus-stopped' })
    await this.exchange.stop()
    this.units.stop()
  }

  setUnits(units: Unit[], roles?: ChannelRoles): void {
    this.units.set(units, roles)
    this.listeners.clear()
    const followed = new Set<string>()
    for (const unit of this.units.all()) {
      const section = unit.profile?.mqtt
      if (section === undefined || unit.fault) continue
      const address = String(unit.unit.address)
      for (const topic of heardTopics(section, address)) followed.add(topic)
      for (const from of Object.values(section.topics)) {
        const topic = topicOf(from.topic, address)
        const known = this.listeners.get(topic) ?? []
        const shared = known.find(({ from: other }) => other.addressField === from.addressField)
        if (shared === undefined) this.listeners.set(topic, [...known, { units: [unit], from, template: from.topic }])
        else shared.units.push(unit)
      }
    }
    this.exchange.follow([...followed])
  }

  async command(order: UnitOrder): Promise<UnitOrderResult> {
    const unit = this.units.byId(order.unit)
    if (unit?.profile === undefined) return { result: 'refused', reason: 'unknown-unit' }
    if (unit.fault) return { result: 'refused', reason: unit.fault }
    const { profile, params } = unit
    const command = profile.commands?.[order.command]
    if (!command?.channels.includes(order.channel)) return { result: 'refused', reason: 'unknown-command' }
    const to: Scalar | undefined = command.limits === undefined ? command.to : within(command.limits, order.value)
    if (command.limits !== undefined && to === undefined) return { result: 'refused', reason: 'out-of-limits' }
    const roles = this.units.roles.get(unit.unit.id) ?? []
    const facts = { kinds: this.catalogue.kinds, harm: this.context.harm }
    const denied = orderDenied({ profile, params, channel: order.channel, to, roles }, facts)
    if (denied !== undefined) return { result: 'refused', reason: denied }
    const id = randomUUID()
    const sent = sendingOf(profile, params, {
      ...order,
      value: order.value ?? undefined,
      address: String(unit.unit.address),
      id,
    })
    if ('error' in sent) return { result: 'refused', reason: sent.error }
    if (sent.topic === undefined) return { result: 'refused', reason: 'not-writable' }
    if (!this.connected) return { result: 'refused', reason: 'bus-disconnected' }
    return this.give(unit, order, command, { ...sent, topic: sent.topic, id, to })
  }

  trace(unit: string): TraceLine[] {
    return this.units.trace(unit)
  }

  stats(): BusStats {
    return this.units.stats(this.connected)
  }

  /** Publishes the order and waits for what confirms it: the unit's own answer, or the channel that reads so. */
  private async give(
    unit: UnitOnBus,
    order: UnitOrder,
    command: ProfileCommand,
    sent: { bytes: Uint8Array; topic: string; id: string; to: Scalar | undefined },
  ): Promise<UnitOrderResult> {
    const answered = unit.profile?.mqtt?.results !== undefined
    const confirm =
      command.confirm === 'none' || sent.to === undefined
        ? undefined
        : (command.confirm ?? { channel: order.channel, equals: sent.to })
    const waits = answered || confirm !== undefined
    const outcome = waits
      ? this.orders.wait(sent.id, unit, answered ? undefined : confirm, command.confirmWithinMs)
      : undefined
    unit.trace.add('tx', sent.bytes, { note: order.command })
    try {
      await this.exchange.publish(sent.topic, sent.bytes)
    } catch {
      this.orders.forget(sent.id)
      return { result: 'timed-out', reason: 'bus-disconnected' }
    }
    return outcome ?? { result: 'accepted', reason: 'no-read-back' }
  }

  private async arrived({ topic, bytes, retained }: Arrival): Promise<void> {
    for (const { units, from } of this.listeners.get(topic) ?? []) {
      const named = addressIn(from, bytes)
      const unit = from.addressField === undefined ? units[0] : units.find((each) => sameAddress(each, named))
      if (unit === undefined) {
        if (named !== undefined) this.units.find(named.replaceAll(/[^A-Za-z0-9._:-]/g, ''))
        continue
      }
      // What a broker kept from before is no measurement of now.
      if (retained) {
        this.units.count('retained')
        continue
      }
      await this.units.take(unit, { bytes, topic })
      this.orders.look(unit)
    }
    for (const unit of this.units.all()) this.heardOf(unit, topic, bytes)
  }

  /** Presence and answers to orders. */
  private heardOf(unit: UnitOnBus, topic: string, bytes: Uint8Array): void {
    const section = unit.profile?.mqtt
    if (section === undefined || unit.fault) return
    const address = String(unit.unit.address)
    const { online, results } = section
    if (online !== undefined && topicOf(online.topic, address) === topic) {
      if (online.onlineWhen.includes(textIn(bytes, online.field) ?? '')) this.units.heard(unit)
      else unit.lost('said-offline', 0)
    }
    if (results !== undefined && topicOf(results, address) === topic) {
      unit.trace.add('rx', bytes, { note: 'order-result' })
      this.orders.answered(bytes)
    }
  }

  private turned(connected: boolean, reason = 'bus-disconnected'): void {
    this.connected = connected
    if (connected) return
    this.units.count(reason)
    this.units.lost('bus-disconnected')
    this.orders.end({ result: 'timed-out', reason: 'bus-disconnected' })
    this.context.report({ bus: this.bus.id, code: 'bus-disconnected', message: `${this.bus.id}: ${reason}` })
  }
}

/** A MAC is the same with or without its colons, in either case. */
function sameAddress({ unit }: UnitOnBus, named: string | undefined): boolean {
  const plain = (text: string) => text.replaceAll(/[:.-]/g, '').toLowerCase()
  return named !== undefined && plain(String(unit.address)) === plain(named)
}

/** The payload as text, or a field of its JSON as text. */
function textIn(bytes: Uint8Array, field: string | undefined): string | undefined {
  const text = new TextDecoder().decode(bytes).trim()
  if (field === undefined) return text
  try {
    const said: unknown = JSON.parse(text)
    const value = typeof said === 'object' && said !== null ? (said as Record<string, unknown>)[field] : said
    return value === undefined ? undefined : String(value)
  } catch {
    return undefined
  }
}
