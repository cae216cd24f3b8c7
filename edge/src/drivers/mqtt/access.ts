import { timingSafeEqual } from 'node:crypto'
import { type MqttSection, topicOf } from '@zaojun/device-profiles/mqtt/section'
import type { UnitOnBus } from '../unit-on-bus.ts'

/** Who somebody on our broker is: one unit, or a bridge that speaks for all units of the bus. */
export type Caller = { unit: UnitOnBus } | { bridge: true }

type Parts = {
  bus: { id: string; simulated?: boolean | undefined }
  units(): UnitOnBus[]
  secret(name: string): string | undefined
}

/** Compares without telling by its time how much was right. */
function sameSecret(given: Uint8Array | undefined, held: string): boolean {
  const expected = Buffer.from(held)
  const offered = Buffer.from(given ?? new Uint8Array())
  const padded = Buffer.alloc(expected.length)
  offered.copy(padded)
  return timingSafeEqual(padded, expected) && offered.length === expected.length
}

/**
 * Who may do what on the box's own broker. A unit logs in by its address (or id) with its own secret; a bridge, such as
 * zigbee2mqtt or a radio gateway, by the bus's id with the bus's. Without any secret only a simulated bus is open.
 * Nobody but the gateway may publish an order.
 */
export class Access {
  private readonly parts: Parts

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** The caller, or undefined where name and password do not fit. */
  login(name: string | undefined, password: Uint8Array | undefined): Caller | undefined {
    const { bus, units, secret } = this.parts
    const known = units().find(({ unit, fault }) => !fault && (String(unit.address) === name || unit.id === name))
    const held = known === undefined ? undefined : secret(`unit.${known.unit.id}`)
    if (known !== undefined && held !== undefined) return sameSecret(password, held) ? { unit: known } : undefined
    const shared = secret(`bus.${bus.id}`)
    if (shared !== undefined) return name === bus.id && sameSecret(password, shared) ? { bridge: true } : undefined
    const guarded = units().some(({ unit }) => secret(`unit.${unit.id}`) !== undefined)
    return bus.simulated === true && !guarded ? { bridge: true } : undefined
  }

  /** Whether the name is one somebody configured. */
  knows(name: string): boolean {
    const { bus, units } = this.parts
    return name === bus.id || units().some(({ unit }) => String(unit.address) === name || unit.id === name)
  }

  mayPublish(caller: Caller, topic: string): boolean {
    return this.sections(caller).some(({ section, address }) => heardTopics(section, address).includes(topic))
  }

  /** A unit hears its own orders and nothing else; a bridge those of its bus. */
  maySubscribe(caller: Caller, topic: string): boolean {
    return this.sections(caller).some(({ section, address }) =>
      Object.values(section.orders ?? {}).some((order) => topicOf(order, address) === topic),
    )
  }

  private sections(caller: Caller): { section: MqttSection; address: string }[] {
    const units = 'unit' in caller ? [caller.unit] : this.parts.units()
    return units.flatMap(({ profile, unit }) =>
      profile?.mqtt === undefined ? [] : [{ section: profile.mqtt, address: String(unit.address) }],
    )
  }
}

/** Every topic a unit may speak on: its messages, its presence, its answers to orders. */
export function heardTopics({ topics, online, results }: MqttSection, address: string): string[] {
  const templates = [...Object.values(topics).map(({ topic }) => topic), online?.topic, results]
  return templates.flatMap((template) => (template === undefined ? [] : [topicOf(template, address)]))
}
