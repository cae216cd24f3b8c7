import { addressIn } from '@zaojun/device-profiles/mqtt/fields'
import { type MqttPresence, type MqttSection, type MqttTopic, topicOf } from '@zaojun/device-profiles/mqtt/section'
import type { UnitOnBus } from '../unit-on-bus.ts'
import type { Followed } from './exchange.ts'

/** Any address, in a topic of a profile. */
const PLACEHOLDER = '{address}'

type Place = { unit: UnitOnBus; from: MqttTopic }
type Told = { unit: UnitOnBus; presence: MqttPresence; own: boolean }

/** Which units a topic is about, and how: their messages, their presence, their answers to orders. */
export class Listeners {
  private readonly messages = new Map<string, Place[]>()
  private readonly presences = new Map<string, Told[]>()
  private readonly results = new Map<string, UnitOnBus[]>()
  private readonly followed = new Map<string, Followed>()
  private readonly templates = new Set<string>()

  constructor(units: UnitOnBus[]) {
    for (const unit of units) if (unit.profile?.mqtt !== undefined && !unit.fault) this.add(unit, unit.profile.mqtt)
  }

  all(): Followed[] {
    return [...this.followed.values()]
  }

  /** The units a message is about. Of a topic that many share it says itself whom; `stranger` where nobody is called so. */
  about(topic: string, bytes: Uint8Array): { units: UnitOnBus[]; stranger?: string } {
    const places = this.messages.get(topic) ?? []
    const units = places.filter(({ from }) => from.addressField === undefined).map(({ unit }) => unit)
    const [shared] = places.filter(({ from }) => from.addressField !== undefined)
    const named = shared === undefined ? undefined : addressIn(shared.from, bytes)
    if (named === undefined) return { units }
    const meant = places.filter(({ from, unit }) => from.addressField !== undefined && isCalled(unit, named))
    return meant.length === 0 ? { units, stranger: named } : { units: [...units, ...meant.map(({ unit }) => unit)] }
  }

  presence(topic: string): readonly Told[] {
    return this.presences.get(topic) ?? []
  }

  answering(topic: string): readonly UnitOnBus[] {
    return this.results.get(topic) ?? []
  }

  /** What a unit would be called that published on this topic as the ones here do. */
  nameIn(topic: string): string | undefined {
    for (const template of this.templates) {
      const [before = '', after = ''] = template.split(PLACEHOLDER)
      const name = topic.slice(before.length, topic.length - after.length)
      if (topic === before + name + after && name !== '' && !name.includes('/')) return name
    }
    return undefined
  }

  private add(unit: UnitOnBus, { topics, online, bridge, results }: MqttSection): void {
    const address = String(unit.unit.address)
    const put = <T>(into: Map<string, T[]>, template: string, row: T, kept = false) => {
      const topic = topicOf(template, address)
      into.set(topic, [...(into.get(topic) ?? []), row])
      this.followed.set(topic, { topic, kept: kept || this.followed.get(topic)?.kept === true })
    }
    for (const from of Object.values(topics)) {
      put(this.messages, from.topic, { unit, from }, from.tells === 'events')
      if (from.topic.includes(PLACEHOLDER)) this.templates.add(from.topic)
    }
    if (online !== undefined) put(this.presences, online.topic, { unit, presence: online, own: true })
    if (bridge !== undefined) put(this.presences, bridge.topic, { unit, presence: bridge, own: false })
    if (results !== undefined) put(this.results, results, unit)
  }
}

/** A MAC is the same with or without its colons, in either case. */
function isCalled({ unit }: UnitOnBus, named: string): boolean {
  const plain = (text: string) => text.replaceAll(/[:.-]/g, '').toLowerCase()
  return plain(String(unit.address)) === plain(named)
}
