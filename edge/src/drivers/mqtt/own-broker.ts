import { createServer, type Server, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { type Bus, reasonOf } from '@zaojun/core'
import { Aedes, type Client } from 'aedes'
import { Backoff } from '../../backoff.ts'
import type { Access, Caller } from './access.ts'
import { type Exchange, type ExchangeEvents, MQTT_LIMITS } from './exchange.ts'
import { PacketLimit } from './packet-limit.ts'

const LOOPBACK = '127.0.0.1'
const EVERYWHERE = '0.0.0.0'
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 30_000
const CONNECT_WITHIN_MS = 10_000
/** MQTT 3.1.1, section 3.2.2.3: bad user name or password. */
const BAD_LOGIN = 4

/**
 * The box's own broker (MQTT 3.1 and 3.1.1): one port, loopback where the kitchen is simulated. A message is
 * acknowledged after what it tells is on disk. It keeps nothing: no sessions and no retained values, so that nothing old
 * is ever handed on as new.
 */
export class OwnBroker implements Exchange {
  private readonly bus: Bus
  private readonly access: Access
  private readonly events: ExchangeEvents
  private readonly backoff: Backoff
  private readonly callers = new WeakMap<Client, Caller>()
  private readonly sockets = new Set<Socket>()
  private broker: Aedes | undefined
  private server: Server | undefined
  private retry: NodeJS.Timeout | undefined
  private stopped = true

  constructor(bus: Bus, access: Access, random: () => number, events: ExchangeEvents) {
    this.bus = bus
    this.access = access
    this.events = events
    this.backoff = new Backoff(FIRST_RETRY_MS, LONGEST_RETRY_MS, random)
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

  /** Whoever may speak is asked for each message; there is nothing to subscribe to. */
  follow(): void {}

  publish(topic: string, bytes: Uint8Array): Promise<void> {
    const { broker } = this
    if (broker === undefined) return Promise.reject(new Error('bus-disconnected'))
    return new Promise((done, failed) => {
      broker.publish(
        { cmd: 'publish', topic, payload: Buffer.from(bytes), qos: 1, retain: false, dup: false },
        (error) => (error ? failed(error) : done()),
      )
    })
  }

  private async open(): Promise<void> {
    const { bus } = this
    if (bus.port === undefined) return this.events.onState(false, 'no-port')
    const broker = await Aedes.createBroker({ connectTimeout: CONNECT_WITHIN_MS, maxClientsIdLength: 256 })
    if (this.stopped) return broker.close()
    this.broker = broker
    this.rule(broker)
    const server = createServer({ noDelay: true }, (socket) => this.meet(broker, socket))
    server.maxConnections = MQTT_LIMITS.clients
    server.on('drop', () => this.events.count('too-many-connections'))
    server.on('error', (error: NodeJS.ErrnoException) => this.failed(error.code ?? 'listen-failed'))
    this.server = server
    server.listen(bus.port, bus.simulated ? LOOPBACK : EVERYWHERE, () => {
      this.backoff.reset()
      this.events.onState(true)
    })
  }

  private meet(broker: Aedes, socket: Socket): void {
    this.sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.sockets.delete(socket))
    const limit = new PacketLimit(MQTT_LIMITS.packetBytes, () => this.events.count('packet-too-long'))
    limit.on('error', () => socket.destroy())
    const duplex = Duplex.from({ readable: socket.pipe(limit), writable: socket })
    duplex.on('error', () => socket.destroy())
    duplex.on('close', () => socket.destroy())
    broker.handle(duplex)
  }

  private rule(broker: Aedes): void {
    const { access, events, callers } = this
    broker.authenticate = (client, name, password, done) => {
      const caller = access.login(name, password === undefined ? undefined : new Uint8Array(password))
      if (caller !== undefined) {
        callers.set(client, caller)
        return done(null, true)
      }
      events.count('login-refused')
      if (name !== undefined && !access.knows(name)) events.onStranger(name)
      done(Object.assign(new Error('login refused'), { returnCode: BAD_LOGIN }), null)
    }
    broker.authorizePublish = (client, packet, done) => {
      const caller = client === null ? undefined : callers.get(client)
      const { topic, payload } = packet
      if (caller === undefined || topic.length > MQTT_LIMITS.topicLength || !access.mayPublish(caller, topic)) {
        events.count('denied-topic')
        return done(new Error('not your topic'))
      }
      // Kept by nobody: the next to subscribe would take it for new.
      packet.retain = false
      const bytes = new Uint8Array(Buffer.isBuffer(payload) ? payload : Buffer.from(payload))
      events.onMessage({ topic, bytes, retained: false }).then(
        () => done(null),
        (error) => {
          events.count('not-recorded')
          done(error instanceof Error ? error : new Error('not recorded'))
        },
      )
    }
    broker.authorizeSubscribe = (client, subscription, done) => {
      const caller = callers.get(client)
      const allowed = caller !== undefined && access.maySubscribe(caller, subscription.topic)
      if (!allowed) events.count('denied-subscription')
      done(null, allowed ? subscription : null)
    }
    broker.on('clientError', () => events.count('client-error'))
    broker.on('connectionError', () => events.count('connection-error'))
  }

  private failed(reason: string): void {
    if (this.stopped) return
    this.events.onState(false, reason)
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
    if (server?.listening) await new Promise<void>((closed) => server.close(() => closed()))
    if (broker !== undefined) await new Promise<void>((closed) => broker.close(() => closed()))
  }
}
