import { randomUUID } from 'node:crypto'
import type { EventEmitter } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { type Bus, reasonOf } from '@zaojun/core'
import { Aedes, type Client } from 'aedes'
import { Backoff } from '../../backoff.ts'
import { Rate } from '../http/rate.ts'
import type { Access } from './access.ts'
import { ClientStream } from './client-stream.ts'
import { type Delivery, type Exchange, type ExchangeEvents, type MqttLimits, NotDelivered } from './exchange.ts'
import { Session } from './session.ts'

const LOOPBACK = '127.0.0.1'
const EVERYWHERE = '0.0.0.0'
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 30_000
const CONNECT_WITHIN_MS = 10_000
/** A peer that is gone without a word is noticed by TCP after this. */
const TCP_KEEP_ALIVE_MS = 30_000
/** MQTT 3.1.1, section 3.2.2.3: bad user name or password. */
const BAD_LOGIN = 4
const LONGEST_CLIENT_ID = 1024

export type OwnBrokerParts = {
  bus: Bus
  access: Access
  limits: MqttLimits
  events: ExchangeEvents
  /** Monotonic ms. */
  now(): number
  random(): number
}

/**
 * The box's own broker (MQTT 3.1, 3.1.1 and 5): one port, on loopback where the kitchen is simulated and on every
 * interface else. It takes what units say and sends them orders; nothing goes from one client to another. It keeps
 * nothing: no retained values, which the next would take for new, and no sessions, so that an order a unit missed is not
 * carried out later. A message is acknowledged after what it tells is on disk.
 */
export class OwnBroker implements Exchange {
  private readonly parts: OwnBrokerParts
  private readonly backoff: Backoff
  private readonly knocks: Rate
  /** Kept as long as aedes knows the client: it tells a will after the connection is gone. */
  private readonly sessionOf = new WeakMap<Client, Session>()
  private readonly sessions = new Set<Session>()
  private readonly sockets = new Set<Socket>()
  private broker: Aedes | undefined
  private server: Server | undefined
  private retry: NodeJS.Timeout | undefined
  private stopped = true

  constructor(parts: OwnBrokerParts) {
    this.parts = parts
    const { limits, random, now } = parts
    this.backoff = new Backoff(FIRST_RETRY_MS, LONGEST_RETRY_MS, random)
    this.knocks = new Rate(limits.connectionsPerSecond, limits.connectionBurst, now)
  }

  start(): void {
    this.stopped = false
    this.open().catch((error) => this.failed(reasonOf(error)))
  }

  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.retry)
    await this.close()
  }

  /** Who may speak is asked for each message; only clients whose unit is gone or another now have to log in anew. */
  follow(): void {
    for (const session of this.sessions) if (!this.parts.access.stands(session.caller)) session.close()
  }

  async publish(topic: string, bytes: Uint8Array): Promise<Delivery> {
    if (this.server?.listening !== true) throw new NotDelivered('bus-disconnected', true)
    const sent = [...this.sessions].flatMap((session) => {
      const qos = this.parts.access.hears(session.caller, topic) ? session.hears(topic) : undefined
      return qos === undefined ? [] : [session.send(topic, bytes, qos)]
    })
    if (sent.length === 0) throw new NotDelivered('not-listening', true)
    return Promise.any(sent).catch(() => {
      throw new NotDelivered('bus-disconnected')
    })
  }

  private async open(): Promise<void> {
    const { bus, limits, events } = this.parts
    if (bus.port === undefined) {
      events.onState(false, 'no-port')
      return
    }
    const broker = await Aedes.createBroker({
      connectTimeout: CONNECT_WITHIN_MS,
      maxClientsIdLength: LONGEST_CLIENT_ID,
    })
    if (this.stopped) {
      broker.close()
      return
    }
    this.broker = broker
    this.rule(broker)
    const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_KEEP_ALIVE_MS })
    server.on('connection', (socket) => this.meet(broker, socket))
    server.maxConnections = limits.clients
    server.on('drop', () => events.count('too-many-connections'))
    server.on('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES'
      this.failed(taken ? 'port-taken' : 'listen-failed')
    })
    this.server = server
    server.listen(bus.port, bus.simulated ? LOOPBACK : EVERYWHERE, () => {
      this.backoff.reset()
      events.onState(true)
    })
  }

  private meet(broker: Aedes, socket: Socket): void {
    const { events, limits } = this.parts
    socket.on('error', () => socket.destroy())
    if (!this.knocks.takes(socket.remoteAddress ?? '')) {
      events.count('too-many-connections')
      socket.destroy()
      return
    }
    this.sockets.add(socket)
    socket.on('close', () => this.sockets.delete(socket))
    broker.handle(new ClientStream(socket, limits.packetBytes, (code) => events.count(code)))
  }

  private rule(broker: Aedes): void {
    const { access, events, limits, now } = this.parts
    const pace = { perSecond: limits.messagesPerSecond, burst: limits.messageBurst, now }
    broker.preConnect = (_client, packet, done) => {
      packet.clean = true
      // A name of one's own: nobody throws out another by taking the same client id.
      const { username = '', clientId } = packet
      packet.clientId = JSON.stringify([username, clientId || randomUUID()]).slice(0, LONGEST_CLIENT_ID)
      done(null, true)
    }
    broker.authenticate = (client, name, password, done) => {
      const caller = access.login(name, password === undefined ? undefined : new Uint8Array(password))
      if (caller === undefined) {
        events.count('login-refused')
        if (name !== undefined && !access.knows(name)) events.onStranger(name)
        done(Object.assign(new Error('login refused'), { returnCode: BAD_LOGIN }), null)
        return
      }
      const session = new Session(client, caller, pace)
      this.sessionOf.set(client, session)
      this.sessions.add(session)
      client.conn.once('close', () => {
        this.sessions.delete(session)
        session.ended()
      })
      done(null, true)
    }
    broker.authorizePublish = (client, packet, done) => {
      const { topic, payload } = packet
      const session = client === null ? undefined : this.sessionOf.get(client)
      packet.retain = false
      // A will of somebody who never logged in, or one that is told while the bus stops.
      if (session === undefined || this.stopped) return done(null)
      const verdict = topic.length > limits.topicLength ? 'denied-topic' : access.judge(session.caller, topic)
      if (verdict === 'ignored') events.onForeign(topic)
      if (verdict.startsWith('denied')) events.count(verdict)
      const bytes = new Uint8Array(Buffer.isBuffer(payload) ? payload : Buffer.from(payload))
      const { caller } = session
      const take = async () => {
        if (verdict !== 'taken' || this.stopped) return
        await events.onMessage({ topic, bytes, retained: false, speaksFor: (unit) => access.speaksFor(caller, unit) })
      }
      session.inTurn(take).then(
        () => done(null),
        (error) => {
          events.count('not-recorded')
          // It ends the connection: the unit sends again what was not acknowledged.
          done(error instanceof Error ? error : new Error('not recorded'))
        },
      )
    }
    broker.authorizeSubscribe = (client, subscription, done) => {
      const session = this.sessionOf.get(client)
      const allowed = session !== undefined && access.maySubscribe(session.caller, subscription.topic)
      if (allowed) session.subscribed(subscription.topic, subscription.qos)
      else events.count('denied-subscription')
      done(null, allowed ? subscription : null)
    }
    // What a client said goes to the box alone.
    broker.authorizeForward = (_client, packet) => ('clientId' in packet && packet.clientId ? null : packet)
    broker.on('unsubscribe', (filters, client) => this.sessionOf.get(client)?.unsubscribed(filters))
    broker.on('ack', (_packet, client) => this.sessionOf.get(client)?.acknowledged())
    broker.on('clientError', () => events.count('client-error'))
    broker.on('connectionError', () => events.count('connection-error'))
    const emitter: EventEmitter = broker
    emitter.on('error', () => events.count('broker-error'))
  }

  private failed(reason: string): void {
    if (this.stopped) return
    this.parts.events.onState(false, reason)
    this.close()
      .catch(() => {})
      .finally(() => {
        if (!this.stopped) this.retry = setTimeout(() => this.start(), this.backoff.next())
      })
  }

  private async close(): Promise<void> {
    const { server, broker } = this
    this.server = undefined
    this.broker = undefined
    for (const socket of this.sockets) socket.destroy()
    for (const session of this.sessions) session.ended()
    this.sessions.clear()
    if (server?.listening) await new Promise<void>((closed) => server.close(() => closed()))
    if (broker !== undefined) await new Promise<void>((closed) => broker.close(() => closed()))
  }
}
