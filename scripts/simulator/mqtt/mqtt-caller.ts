import type { Value } from '@zaojun/core'
import { encodeBytes } from '@zaojun/device-profiles/bytes/encode'
import { type MqttSection, type MqttTopic, topicOf } from '@zaojun/device-profiles/mqtt/section'
import mqtt, { type MqttClient } from 'mqtt'
import type { Caller, CallerOptions } from '../callers.ts'
import { nested, rawEvent, rawFields, type SimulatedEvent } from '../message-json.ts'
import type { SimulatedUnit } from '../simulated-unit.ts'

const EVERY_MS = 1_000
const AGAIN_MS = 200

/**
 * The units of an MQTT bus: each logs in with its own secret where it has one, all together as a bridge otherwise. They
 * publish what their profiles say, tell that they are there, and obey orders.
 */
export class MqttCaller implements Caller {
  private readonly options: CallerOptions
  private readonly clients: MqttClient[] = []
  private readonly undo: (() => void)[] = []

  constructor(options: CallerOptions) {
    this.options = options
  }

  start(): void {
    const { units, secret, bus } = this.options
    const own = units.filter(({ unit }) => secret(`unit.${unit.id}`) !== undefined)
    for (const unit of own) this.connect([unit], String(unit.unit.address), secret(`unit.${unit.unit.id}`))
    const rest = units.filter((unit) => !own.includes(unit))
    if (rest.length > 0) this.connect(rest, bus.id, secret(`bus.${bus.id}`))
  }

  async stop(): Promise<void> {
    for (const undo of this.undo.splice(0)) undo()
    await Promise.all(
      this.clients.splice(0).map((client) => new Promise<void>((done) => client.end(true, () => done()))),
    )
  }

  private connect(units: SimulatedUnit[], username: string, password: string | undefined): void {
    const { place } = this.options
    if (!('port' in place)) return
    const client = mqtt.connect({
      protocol: 'mqtt',
      host: '127.0.0.1',
      port: place.port,
      protocolVersion: 4,
      clientId: `simulated-${username}-${Math.floor(this.options.random() * 0xffffff)}`,
      reconnectPeriod: AGAIN_MS,
      username,
      ...(password === undefined ? {} : { password }),
    })
    this.clients.push(client)
    // The box may not listen yet; the client tries again by itself.
    client.on('error', () => {})
    client.on('connect', () => {
      for (const unit of units) this.enter(client, unit)
    })
    client.on('message', (topic, payload) => {
      for (const unit of units) this.obey(client, unit, topic, payload)
    })
    for (const unit of units) {
      const section = unit.profile.mqtt
      if (section === undefined) continue
      const timer = setInterval(() => this.report(client, unit, section), section.everyMs ?? EVERY_MS)
      this.undo.push(() => clearInterval(timer))
      this.undo.push(unit.onTold((event) => this.tell(client, unit, section, event)))
    }
  }

  private enter(client: MqttClient, unit: SimulatedUnit): void {
    const section = unit.profile.mqtt
    if (section === undefined || !unit.alive) return
    const address = String(unit.unit.address)
    const orders = Object.values(section.orders ?? {}).map((topic) => topicOf(topic, address))
    if (orders.length > 0) client.subscribe(orders, { qos: 1 }, () => {})
    const { online } = section
    if (online !== undefined) {
      const word = online.onlineWhen[0] ?? ''
      const text = online.field === undefined ? word : JSON.stringify({ [online.field]: word })
      client.publish(topicOf(online.topic, address), text, { qos: 1, retain: true })
    }
    this.report(client, unit, section)
  }

  private report(client: MqttClient, unit: SimulatedUnit, section: MqttSection): void {
    if (!unit.alive || !client.connected) return
    const [first] = Object.values(section.topics)
    if (first === undefined) return
    const fields = rawFields(unit)
    delete fields['@topic']
    const spoilt = unit.nextFault() !== undefined
    this.say(client, unit, first, spoilt ? Buffer.from('{"half":') : payloadOf(section, first, fields, unit))
  }

  private tell(client: MqttClient, unit: SimulatedUnit, section: MqttSection, event: SimulatedEvent): void {
    if (!unit.alive) return
    const fields = rawEvent(unit, event)
    const named = fields['@topic']
    delete fields['@topic']
    const topic = section.topics[String(named)] ?? Object.values(section.topics).at(-1)
    if (topic !== undefined) this.say(client, unit, topic, payloadOf(section, topic, fields, unit))
  }

  private say(client: MqttClient, unit: SimulatedUnit, topic: MqttTopic, payload: Buffer): void {
    client.publish(topicOf(topic.topic, String(unit.unit.address)), payload, { qos: 1 })
  }

  /** An order by text: whichever command's text it is moves its channel; the contract's is answered by its id. */
  private obey(client: MqttClient, unit: SimulatedUnit, topic: string, payload: Uint8Array): void {
    const section = unit.profile.mqtt
    const address = String(unit.unit.address)
    if (section === undefined || !unit.alive) return
    const as = Object.entries(section.orders ?? {}).find(([, template]) => topicOf(template, address) === topic)?.[0]
    if (as === undefined) return
    const text = Buffer.from(payload).toString('utf8')
    for (const { send, to, limits, channels } of Object.values(unit.profile.commands ?? {})) {
      if (send?.as !== as) continue
      const [value, id] = orderIn(send.text ?? '', text, address) ?? []
      if (id === undefined) continue
      const [channel] = channels
      const next = limits === undefined ? to : Number(value)
      // The unit's own interlock has the last word.
      const refused = channel !== undefined && next === true && unit.blocked(channel)
      if (channel !== undefined && next !== undefined && !refused) unit.hold(channel, next)
      const result = refused ? { result: 'refused', reason: 'interlocked' } : { result: 'confirmed' }
      if (section.results !== undefined)
        client.publish(topicOf(section.results, address), JSON.stringify({ v: 1, id, ...result }), { qos: 1 })
      this.report(client, unit, section)
      return
    }
  }
}

/** Value and id out of an order written after a template; undefined where it is another order. */
function orderIn(template: string, text: string, address: string): [value: string, id: string] | undefined {
  const escaped = template.replaceAll('{address}', address).replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
  const pattern = escaped
    .replaceAll(/[{}]/g, (brace) => `\\${brace}`)
    .replace('\\{value\\}', '(?<value>[^",}]*)')
    .replace('\\{id\\}', '(?<id>[^"]*)')
    .replace('\\{expires\\}', '[^"]*')
  const found = new RegExp(`^${pattern}$`).exec(text)
  return found === null ? undefined : [found.groups?.value ?? '', found.groups?.id ?? '']
}

function payloadOf(section: MqttSection, topic: MqttTopic, fields: Record<string, Value>, unit: SimulatedUnit): Buffer {
  if (topic.format === 'text') return Buffer.from(String(fields.value ?? ''))
  if (topic.format === 'bytes') return Buffer.from(encodeBytes(section.bytes ?? [], fields))
  if (topic.hexField === undefined) {
    const named = topic.addressField === undefined ? {} : { [topic.addressField]: String(unit.unit.address) }
    return Buffer.from(JSON.stringify(nested({ ...fields, ...named })))
  }
  const hex = Buffer.from(encodeBytes(section.bytes ?? [], fields)).toString('hex')
  const outer: Record<string, Value> = { [topic.hexField]: hex }
  if (topic.addressField !== undefined) outer[topic.addressField] = String(unit.unit.address)
  return Buffer.from(JSON.stringify(nested(outer)))
}
