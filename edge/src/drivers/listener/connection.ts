import type { Socket } from 'node:net'

const IPV4_MAPPED = '::ffff:'
const KEEP_ALIVE_MS = 60_000

/** What a protocol makes of one connection. Nothing it throws may matter: the connection ends, and no more. */
export type Session = {
  /** One piece of the stream; the next is read when this has settled. */
  receive(bytes: Uint8Array): Promise<void>
  /** About once a second, never while a piece is being received. */
  tick(): Promise<void>
  gone(): void
}

export type ConnectionLimits = {
  /** A connection on which no unit proved itself ends after this; one that did, without a byte for this long. */
  strangerMs: number
  idleMs: number
  /** Bytes that were no message, since the last good one. */
  wastedBytes: number
  /** Bytes written that the other side does not fetch. */
  unreadBytes: number
}

export type ConnectionParts = {
  socket: Socket
  limits: ConnectionLimits
  /** Monotonic ms. */
  now(): number
  count(code: string): void
  fail(error: unknown): void
}

/** One socket of a listener: read piece by piece, bounded in time, waste and what waits to be written. */
export class Connection {
  readonly address: string
  /** Monotonic ms. */
  readonly since: number
  /** A unit has proved itself here. */
  known = false
  private readonly parts: ConnectionParts
  private session: Session | undefined
  private heardAt: number
  private wasted = 0
  private busy = false

  constructor(parts: ConnectionParts) {
    this.parts = parts
    this.address = (parts.socket.remoteAddress ?? '').replace(IPV4_MAPPED, '')
    this.since = parts.now()
    this.heardAt = this.since
  }

  start(session: Session): void {
    const { socket } = this.parts
    this.session = session
    socket.setNoDelay(true)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    socket.on('data', (bytes) => void this.receive(bytes))
    socket.on('close', () => session.gone())
  }

  /** False where it was not taken for sending. */
  send(bytes: Uint8Array): boolean {
    const { socket, limits } = this.parts
    if (socket.destroyed || !socket.writable) return false
    if (socket.writableLength + bytes.length > limits.unreadBytes) {
      this.end('not-reading')
      return false
    }
    socket.write(bytes)
    return true
  }

  /** Bytes that were no message; too many of them end the connection. */
  waste(bytes: number): void {
    this.wasted += bytes
    if (this.wasted > this.parts.limits.wastedBytes) this.end('garbage-flood')
  }

  /** A message of a unit that proved itself. */
  good(): void {
    this.known = true
    this.wasted = 0
  }

  /** Ends it at once; with a code, counts why. */
  end(code?: string): void {
    if (this.parts.socket.destroyed) return
    if (code !== undefined) this.parts.count(code)
    this.parts.socket.destroy()
  }

  async tick(): Promise<void> {
    const { limits, now } = this.parts
    if (!this.known && now() - this.since >= limits.strangerMs) this.end('no-login')
    else if (now() - this.heardAt >= limits.idleMs) this.end('idle')
    else if (!this.busy) await this.alone((session) => session.tick())
  }

  private async receive(bytes: Uint8Array): Promise<void> {
    this.heardAt = this.parts.now()
    this.parts.socket.pause()
    await this.alone((session) => session.receive(bytes))
    if (!this.parts.socket.destroyed) this.parts.socket.resume()
  }

  private readonly waiting: ((session: Session) => Promise<void>)[] = []

  /** One thing at a time, in order. */
  private async alone(work: (session: Session) => Promise<void>): Promise<void> {
    this.waiting.push(work)
    if (this.busy) return
    this.busy = true
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      try {
        if (this.session !== undefined && !this.parts.socket.destroyed) await next(this.session)
      } catch (error) {
        this.parts.fail(error)
        this.end()
      }
    }
    this.busy = false
  }
}
