import { timingSafeEqual } from 'node:crypto'
import { type MqttSection, topicOf } from '@zaojun/device-profiles/mqtt/section'
import type { UnitOnBus } from '../unit-on-bus.ts'

/** Who somebody on our broker is: one unit, or a bridge that speaks for the units of the bus. */
export type Caller = { unit: UnitOnBus } | { bridge: true }

/** What becomes of a message: taken, of no interest to the box, or not this caller's to say. */
export type Verdict = 'taken' | 'ignored' | 'denied-topic' | 'denied-order-topic'

type Parts = {
  bus: { id: string; simulated?: boolean | undefined }
  units(): UnitOnBus[]
  secret(name: string): string | undefined
}
type Speaker = { section: MqttSection; address: string }

/**
 * Who may do what on the box's own broker. A unit logs in by its address (or id) with its own secret; a bridge, such as
 * zigbee2mqtt or a radio gateway, by the bus's id with the bus's, and speaks for all units that have no secret of
 * their own. Without any secret only a simulated bus is open. Nobody but the gateway may publish an order.
 */
export class Access {
  private readonly parts: Parts

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** The caller, or undefined where name and password do not fit. */
  login(name: string | undefined, password: Uint8Array | undefined): Caller | undefined {
    const { bus, units } = this.parts
    const known = units().find(({ unit, fault }) => !fault && (String(unit.address) === name || unit.id === name))
    const own = known === undefined ? undefined : this.held(`unit.${known.unit.id}`)
    if (known !== undefined && own !== undefined) return sameSecret(password, own) ? { unit: known } : undefined
    const shared = this.held(`bus.${bus.id}`)
    if (shared !== undefined) return name === bus.id && sameSecret(password, shared) ? { bridge: true } : undefined
    const guarded = units().some((unit) => this.isGuarded(unit))
    return bus.simulated === true && !guarded ? { bridge: true } : undefined
  }

  /** Whether the name is one somebody configured. */
  knows(name: string): boolean {
    const { bus, units } = this.parts
    return name === bus.id || units().some(({ unit }) => String(unit.address) === name || unit.id === name)
  }

  /** Whether somebody who logged in as this is still who he was: the unit was not replaced or taken away. */
  stands(caller: Caller): boolean {
    return 'bridge' in caller || this.parts.units().includes(caller.unit)
  }

  /** A unit that logs in by itself is spoken for by nobody else. */
  speaksFor(caller: Caller, unit: UnitOnBus): boolean {
    return 'unit' in caller ? caller.unit === unit : !this.isGuarded(unit)
  }

  judge(caller: Caller, topic: string): Verdict {
    const speaks = (unit: UnitOnBus) => speakersOf([unit]).some((each) => heardTopics(each).includes(topic))
    const units = this.parts.units()
    if (units.some((unit) => this.speaksFor(caller, unit) && speaks(unit))) return 'taken'
    if (speakersOf(units).some((each) => orderTopics(each).includes(topic))) return 'denied-order-topic'
    return 'bridge' in caller && !units.some(speaks) ? 'ignored' : 'denied-topic'
  }

  /** A unit hears its own orders and nothing else. A bridge may ask for whatever it likes: it is sent only orders. */
  maySubscribe(caller: Caller, filter: string): boolean {
    if ('bridge' in caller) return !filter.startsWith('$')
    return speakersOf([caller.unit]).some((each) => orderTopics(each).includes(filter))
  }

  /** Whether an order on this topic is for somebody this caller speaks for. */
  hears(caller: Caller, topic: string): boolean {
    const units = this.parts.units().filter((unit) => this.speaksFor(caller, unit))
    return speakersOf(units).some((each) => orderTopics(each).includes(topic))
  }

  private isGuarded({ unit }: UnitOnBus): boolean {
    return this.held(`unit.${unit.id}`) !== undefined
  }

  /** An empty secret is none. */
  private held(name: string): string | undefined {
    const secret = this.parts.secret(name)
    return secret === '' ? undefined : secret
  }
}

const speakersOf = (units: UnitOnBus[]): Speaker[] =>
  units.flatMap(({ profile, unit, fault }) =>
    profile?.mqtt === undefined || fault ? [] : [{ section: profile.mqtt, address: String(unit.address) }],
  )

/** Every topic a unit is spoken of on: its messages, its presence and its bridge's, its answers to orders. */
function heardTopics({ section: { topics, online, bridge, results }, address }: Speaker): string[] {
  const templates = [...Object.values(topics).map(({ topic }) => topic), online?.topic, bridge?.topic, results]
  return templates.flatMap((template) => (template === undefined ? [] : [topicOf(template, address)]))
}

const orderTopics = ({ section, address }: Speaker): string[] =>
  Object.values(section.orders ?? {}).map((template) => topicOf(template, address))

/** Compares without telling by its time how much was right. */
function sameSecret(given: Uint8Array | undefined, held: string): boolean {
  const expected = Buffer.from(held)
  const offered = Buffer.from(given ?? new Uint8Array())
  const padded = Buffer.alloc(expected.length)
  offered.copy(padded)
  return timingSafeEqual(padded, expected) && offered.length === expected.length
}
