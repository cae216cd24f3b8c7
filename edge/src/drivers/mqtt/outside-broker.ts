import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { connect as connectSecurely, type TLSSocket } from 'node:tls'
import { type Bus, reasonOf } from '@zaojun/core'
import { MqttClient } from 'mqtt'
import { Backoff } from '../../backoff.ts'
import {
  type Delivery,
  type Exchange,
  type ExchangeEvents,
  type Followed,
  type MqttLimits,
  NotDelivered,
} from './exchange.ts'
import { PacketLengths } from './packet-lengths.ts'
import { type SecureOptions, secureOptions, tlsFault } from './tls.ts'

const DEFAULT_PORT = 1883
const DEFAULT_SECURE_PORT = 8883
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 30_000
const CONNECT_WITHIN_MS = 10_000
const KEEP_ALIVE_S = 20
/** So long a broker keeps events for a box that is away. */
const SESSION_S = 86_400
/** After an event could not be recorded, so long until the broker is asked for it again. */
const AGAIN_MS = 30_000
/** MQTT 5, reason codes of CONNACK and PUBACK (section 2.4). 1 is what a broker of 3.1.1 answers to version 5. */
const WRONG_VERSION = [1, 0x84]
const NO_SUBSCRIBERS = 0x10
const FIRST_REFUSAL = 0x80
const MACHINE_ID = '/etc/machine-id'

type OutsideBrokerParts = {
  bus: Bus
  limits: MqttLimits
  events: ExchangeEvents
  random(): number
  /** The bus's secret: `user:password`, or the password of a user called as the bus. */
  secret(): string | undefined
}

/**
 * A connection to somebody else's broker, for ever: MQTT 5, or 3.1.1 where the broker knows no other. Events are
 * acknowledged after they are on disk, and the broker keeps them while the box is away; values are not kept, since they
 * would read as new. The broker is only told `user:password` where the secret says so. Over TLS it hears nothing before
 * its certificate has been found good. Why there is no connection is told as one of these codes:
 *
 * - `bus-disconnected`: it is away, or went away
 * - `no-welcome`: it took the connection and hung up on MQTT 5 or 3.1.1, whichever was tried; the other is tried next
 * - `version-refused`: it said that it knows no such version; the other is tried next
 * - `broker-refused`: it refuses the password, or the box
 * - those of `tlsFault`
 */
export class OutsideBroker implements Exchange {
  private readonly parts: OutsideBrokerParts
  private readonly backoff: Backoff
  private followed: Followed[] = []
  private client: MqttClient | undefined
  private retry: NodeJS.Timeout | undefined
  private again: NodeJS.Timeout | undefined
  private version: 4 | 5 = 5
  private stopped = true

  constructor(parts: OutsideBrokerParts) {
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
    clearTimeout(this.again)
    const { client } = this
    this.client = undefined
    if (client !== undefined) await new Promise<void>((done) => client.end(true, () => done()))
  }

  follow(topics: Followed[]): void {
    const before = new Map(this.followed.map((each) => [each.topic, each.kept]))
    this.followed = topics
    const { client } = this
    if (client?.connected !== true) return
    const now = new Set(topics.map(({ topic }) => topic))
    const gone = [...before.keys()].filter((topic) => !now.has(topic))
    if (gone.length > 0) client.unsubscribe(gone)
    this.subscribe(
      client,
      topics.filter(({ topic, kept }) => before.get(topic) !== kept),
    )
  }

  publish(topic: string, bytes: Uint8Array): Promise<Delivery> {
    const { client } = this
    if (client?.connected !== true) return Promise.reject(new NotDelivered('bus-disconnected', true))
    return new Promise((done, failed) => {
      client.publish(topic, Buffer.from(bytes), { qos: 1 }, (error, packet) => {
        const reason = packet !== undefined && 'reasonCode' in packet ? (packet.reasonCode ?? 0) : 0
        if (error) failed(new NotDelivered('bus-disconnected'))
        else if (reason === NO_SUBSCRIBERS) failed(new NotDelivered('not-listening', true))
        else if (reason >= FIRST_REFUSAL) failed(new NotDelivered('broker-refused', true))
        else done('acknowledged')
      })
    })
  }

  private connect(): void {
    const { bus, events } = this.parts
    let secure: SecureOptions | undefined
    try {
      secure = bus.tls && secureOptions(bus.tls, bus.host ?? '')
    } catch (error) {
      this.failed('tls-file', reasonOf(error))
      return
    }
    let refusal: string | undefined
    /** What it means that the broker hangs up without a word, as far as the connection has come. */
    let silence: string | undefined
    const open = (): Socket => {
      const socket = this.open(secure)
      const from = (event: string, reason: string) =>
        socket.once(event, () => {
          silence = reason
        })
      if (secure === undefined) return from('connect', 'no-welcome')
      from('connect', 'tls-failed')
      from('secureConnect', 'no-welcome')
      return socket.on('error', (error) => {
        refusal ??= tlsFault(error)
      })
    }
    const client = new MqttClient(open, {
      clientId: clientIdOf(bus),
      protocolVersion: this.version,
      clean: false,
      keepalive: KEEP_ALIVE_S,
      connectTimeout: CONNECT_WITHIN_MS,
      // We do it ourselves: capped, jittered, and knowing the version.
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      ...credentials(this.parts.secret(), bus.id),
      ...(this.version === 5
        ? { properties: { sessionExpiryInterval: SESSION_S, maximumPacketSize: this.parts.limits.packetBytes } }
        : {}),
    })
    this.client = client
    client.on('error', (error: Error & { code?: number | string }) => {
      if (typeof error.code !== 'number') return
      refusal = WRONG_VERSION.includes(error.code) ? 'version-refused' : 'broker-refused'
    })
    // The library acknowledges when this calls back without an error.
    client.handleMessage = ({ topic, payload, retain, qos }, done) => {
      const bytes = new Uint8Array(typeof payload === 'string' ? Buffer.from(payload) : payload)
      events.onMessage({ topic, bytes, retained: retain }).then(
        () => done(),
        (error) => {
          events.count('not-recorded')
          if (qos > 0) this.askAgain()
          done(error instanceof Error ? error : new Error('not recorded'))
        },
      )
    }
    client.on('connect', () => {
      silence = undefined
      this.backoff.reset()
      this.subscribe(client, this.followed)
      events.onState(true)
    })
    client.on('close', () => {
      if (this.client !== client) return
      this.client = undefined
      client.end(true)
      if (this.stopped) return
      refusal ??= silence
      // Some brokers of 3.1.1 hang up on version 5 without a word.
      if (refusal === 'no-welcome' || refusal === 'version-refused') this.version = this.version === 5 ? 4 : 5
      this.failed(refusal ?? 'bus-disconnected')
    })
  }

  private failed(reason: string, detail?: string): void {
    // What hears of it may end this connection for good.
    this.retry = setTimeout(() => this.connect(), this.backoff.next())
    this.parts.events.onState(false, reason, detail)
  }

  private open(secure: SecureOptions | undefined): Socket {
    const { bus, limits, events } = this.parts
    const place = { host: bus.host ?? 'localhost', noDelay: true }
    const socket: Socket | TLSSocket =
      secure === undefined
        ? connect({ ...place, port: bus.port ?? DEFAULT_PORT })
        : connectSecurely({ ...place, port: bus.port ?? DEFAULT_SECURE_PORT, ...secure })
    const lengths = new PacketLengths(limits.packetBytes)
    socket.on('data', (chunk: Buffer) => {
      if (lengths.fits(chunk)) return
      events.count('packet-too-long')
      socket.destroy()
    })
    return socket
  }

  /** What was not acknowledged comes again with a new connection, not before. */
  private askAgain(): void {
    this.again ??= setTimeout(() => {
      this.again = undefined
      const { client } = this
      this.client = undefined
      client?.end(true, () => {
        if (!this.stopped) this.connect()
      })
    }, AGAIN_MS)
  }

  private subscribe(client: MqttClient, topics: Followed[]): void {
    if (topics.length === 0) return
    const wanted = Object.fromEntries(
      topics.map(({ topic, kept }) => [topic, { qos: kept ? (1 as const) : (0 as const) }]),
    )
    client.subscribe(wanted, (error, granted = []) => {
      const refused = granted.filter(({ qos }) => qos >= FIRST_REFUSAL)
      if ((error || refused.length > 0) && !this.stopped) this.parts.events.count('subscription-refused')
    })
  }
}

function credentials(secret: string | undefined, bus: string): { username?: string; password?: string } {
  if (secret === undefined || secret === '') return {}
  const split = secret.indexOf(':')
  return split === -1
    ? { username: bus, password: secret }
    : { username: secret.slice(0, split), password: secret.slice(split + 1) }
}

/** The same after a restart, so that the broker knows whose events it kept, and another on another machine. */
function clientIdOf({ id }: Bus): string {
  const machine = existsSync(MACHINE_ID) ? readFileSync(MACHINE_ID, 'utf8').trim() : hostname()
  return `zaojun-${id}-${createHash('sha256').update(`${machine} ${id}`).digest('hex').slice(0, 12)}`
}
