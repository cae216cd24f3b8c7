import { createServer, type Server, type Socket } from 'node:net'
import { type Bus, reasonOf } from '@zaojun/core'
import { Backoff } from '../../backoff.ts'
import { Connection, type ConnectionLimits, type Session } from './connection.ts'

const LOOPBACK = '127.0.0.1'
const EVERYWHERE = '0.0.0.0'
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 30_000
const TICK_MS = 500

export type ListenerLimits = ConnectionLimits & {
  connections: number
  /** Of one address. Mobile networks put many units behind one. */
  connectionsPerAddress: number
}

export type ListenerParts = {
  bus: Bus
  limits: ListenerLimits
  /** Monotonic ms. */
  now(): number
  random(): number
  /** What is said on a new connection. */
  open(connection: Connection): Session
  count(code: string): void
  report(fault: { bus: string; code: string; message: string }): void
  /** It listens, or why not. */
  onState(listening: boolean, reason?: string): void
}

/**
 * Keeps a TCP server listening at the bus's port for ever, bounded in connections. When it is full, whoever has not
 * proved who it is makes room, the oldest first, so that strangers cannot keep units out.
 */
export class TcpListener {
  private readonly parts: ListenerParts
  private readonly backoff: Backoff
  private readonly connections = new Map<Socket, Connection>()
  private server: Server | undefined
  private retry: NodeJS.Timeout | undefined
  private ticker: NodeJS.Timeout | undefined
  private stopped = true

  constructor(parts: ListenerParts) {
    this.parts = parts
    this.backoff = new Backoff(FIRST_RETRY_MS, LONGEST_RETRY_MS, parts.random)
  }

  /** Connections open now. */
  get size(): number {
    return this.connections.size
  }

  start(): void {
    if (!this.stopped) return
    this.stopped = false
    this.ticker = setInterval(() => {
      for (const connection of [...this.connections.values()]) void connection.tick()
    }, TICK_MS)
    this.listen()
  }

  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.retry)
    clearInterval(this.ticker)
    for (const connection of [...this.connections.values()]) connection.end()
    const { server } = this
    this.server = undefined
    if (server !== undefined) await new Promise<void>((done) => server.close(() => done()))
  }

  private listen(): void {
    const { bus } = this.parts
    if (bus.port === undefined) {
      this.parts.onState(false, 'no-port')
      return
    }
    const server = createServer((socket) => this.met(socket))
    server.on('error', (error: NodeJS.ErrnoException) => this.failed(server, error.code ?? ''))
    this.server = server
    server.listen({ port: bus.port, host: bus.simulated ? LOOPBACK : (bus.host ?? EVERYWHERE) }, () => {
      this.backoff.reset()
      this.parts.onState(true)
    })
  }

  private failed(server: Server, code: string): void {
    if (this.stopped || server !== this.server) return
    this.server = undefined
    server.close(() => {})
    this.parts.onState(false, code === 'EADDRINUSE' ? 'port-taken' : 'listen-failed')
    this.retry = setTimeout(() => this.listen(), this.backoff.next())
  }

  private met(socket: Socket): void {
    // One that breaks off is no news; `close` follows.
    socket.on('error', () => socket.destroy())
    const { limits, now, count, report, bus } = this.parts
    if (this.stopped || !this.roomFor(socket.remoteAddress ?? '')) {
      count('too-many-connections')
      socket.destroy()
      return
    }
    const fail = (error: unknown) => {
      count('driver')
      report({ bus: bus.id, code: 'driver', message: reasonOf(error) })
    }
    const connection = new Connection({ socket, limits, now, count, fail })
    this.connections.set(socket, connection)
    socket.on('close', () => this.connections.delete(socket))
    connection.start(this.parts.open(connection))
  }

  private roomFor(address: string): boolean {
    const { limits, count } = this.parts
    const all = [...this.connections]
    const here = all.filter(([socket]) => socket.remoteAddress === address)
    if (here.length >= limits.connectionsPerAddress) return this.makeRoom(here, count)
    return all.length < limits.connections || this.makeRoom(all, count)
  }

  private makeRoom(among: [Socket, Connection][], count: (code: string) => void): boolean {
    const stranger = among.find(([, { known }]) => !known)
    if (stranger === undefined) return false
    const [socket, connection] = stranger
    this.connections.delete(socket)
    connection.end()
    count('stranger-made-room')
    return true
  }
}
