import type { Bus } from '@zaojun/core'
import mqtt, { type MqttClient } from 'mqtt'
import { Backoff } from '../../backoff.ts'
import { type Exchange, type ExchangeEvents, MQTT_LIMITS } from './exchange.ts'

const DEFAULT_PORT = 1883
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 30_000
const CONNECT_WITHIN_MS = 10_000
const KEEP_ALIVE_S = 20
/** Reason codes by which a broker says that it does not speak MQTT 5: 3.1.1 return code 1, 5.0 reason 0x84. */
const WRONG_VERSION = [1, 0x84]
const V5 = 5
const V311 = 4

type Parts = { bus: Bus; clientId: string; password(): string | undefined; random(): number; events: ExchangeEvents }

/**
 * A connection to somebody else's broker, for ever: MQTT 5, or 3.1.1 where the broker knows no other. The user name is
 * the bus's id, the password its secret. An acknowledgement goes out after what a message tells is on disk.
 */
export class OutsideBroker implements Exchange {
  private readonly parts: Parts
  private readonly backoff: Backoff
  private topics: string[] = []
  private client: MqttClient | undefined
  private retry: NodeJS.Timeout | undefined
  private version = V5
  private stopped = true

  constructor(parts: Parts) {
    this.parts = parts
    this.backoff = new Backoff(FIRST_RETRY_MS, LONGEST_RETRY_MS, parts.random)
  }

  start(): void {
    this.stopped = false
    this.connect()
  }

  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.retry)
    await this.drop()
  }

  follow(topics: string[]): void {
    const before = this.topics
    this.topics = topics
    const { client } = this
    if (!client?.connected) return
    const gone = before.filter((topic) => !topics.includes(topic))
    const fresh = topics.filter((topic) => !before.includes(topic))
    if (gone.length > 0) client.unsubscribe(gone)
    if (fresh.length > 0) this.subscribe(client, fresh)
  }

  publish(topic: string, bytes: Uint8Array): Promise<void> {
    const { client } = this
    if (!client?.connected) return Promise.reject(new Error('bus-disconnected'))
    return new Promise((done, failed) => {
      client.publish(topic, Buffer.from(bytes), { qos: 1 }, (error) => (error ? failed(error) : done()))
    })
  }

  private connect(): void {
    const { bus, clientId, password, events } = this.parts
    const secret = password()
    const client = mqtt.connect({
      protocol: 'mqtt',
      host: bus.host ?? 'localhost',
      port: bus.port ?? DEFAULT_PORT,
      clientId,
      protocolVersion: this.version === V5 ? 5 : 4,
      clean: true,
      keepalive: KEEP_ALIVE_S,
      connectTimeout: CONNECT_WITHIN_MS,
      // We do it ourselves: capped, jittered, and knowing the version.
      reconnectPeriod: 0,
      ...(secret === undefined ? {} : { username: bus.id, password: secret }),
      ...(this.version === V5 ? { properties: { maximumPacketSize: MQTT_LIMITS.packetBytes } } : {}),
    })
    this.client = client
    let reason = 'bus-disconnected'
    client.on('error', (error: Error & { code?: number | string }) => {
      reason = typeof error.code === 'string' ? error.code : 'refused'
      if (typeof error.code === 'number' && WRONG_VERSION.includes(error.code)) this.version = V311
    })
    // The library acknowledges when this calls back.
    client.handleMessage = (packet, done) => {
      const bytes = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
      if (bytes.length > MQTT_LIMITS.packetBytes) {
        events.count('packet-too-long')
        return done()
      }
      events.onMessage({ topic: packet.topic, bytes: new Uint8Array(bytes), retained: packet.retain }).then(
        () => done(),
        (error) => {
          events.count('not-recorded')
          done(error instanceof Error ? error : new Error('not recorded'))
        },
      )
    }
    client.on('connect', () => {
      this.backoff.reset()
      this.subscribe(client, this.topics)
      events.onState(true)
    })
    client.on('close', () => {
      if (this.client !== client) return
      this.client = undefined
      client.end(true)
      events.onState(false, reason)
      if (!this.stopped) this.retry = setTimeout(() => this.connect(), this.backoff.next())
    })
  }

  private subscribe(client: MqttClient, topics: string[]): void {
    if (topics.length === 0) return
    client.subscribe(topics, { qos: 1 }, (error) => {
      if (error && !this.stopped) this.parts.events.count('subscription-refused')
    })
  }

  private async drop(): Promise<void> {
    const { client } = this
    this.client = undefined
    if (client !== undefined) await new Promise<void>((done) => client.end(true, () => done()))
  }
}
