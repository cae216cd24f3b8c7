import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Bus } from '@zaojun/core'
import { Backoff } from '../../backoff.ts'
import type { HttpLimits } from './limits.ts'

const LOOPBACK = '127.0.0.1'
const EVERYWHERE = '0.0.0.0'
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 30_000
/** How often headers and bodies that take too long are looked for. */
const CHECK_MS = 500
const STATUS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}
const CODES: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
}

export type ListenerParts = {
  bus: Bus
  limits: HttpLimits
  random(): number
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  count(code: string): void
  /** It listens, or why not. */
  onState(listening: boolean, reason?: string): void
}

/** Keeps an HTTP server listening at the bus's port for ever, bounded in connections, headers and time. */
export class Listener {
  private readonly parts: ListenerParts
  private readonly backoff: Backoff
  private readonly byAddress = new Map<string, number>()
  private server: Server | undefined
  private retry: NodeJS.Timeout | undefined
  private stopped = true

  constructor(parts: ListenerParts) {
    this.parts = parts
    this.backoff = new Backoff(FIRST_RETRY_MS, LONGEST_RETRY_MS, parts.random)
  }

  start(): void {
    this.stopped = false
    this.open()
  }

  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.retry)
    const { server } = this
    this.server = undefined
    if (server === undefined) return
    const closed = new Promise<void>((done) => server.close(() => done()))
    server.closeAllConnections()
    await closed
  }

  private open(): void {
    const { bus, limits } = this.parts
    if (bus.port === undefined) {
      this.parts.onState(false, 'no-port')
      return
    }
    const server = createServer({
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: CHECK_MS,
      noDelay: true,
    })
    server.maxConnections = limits.connections
    server.on('error', (error: NodeJS.ErrnoException) => this.failed(server, error.code ?? 'listen-failed'))
    server.on('connection', (socket) => this.met(socket))
    server.on('drop', () => this.parts.count('too-many-connections'))
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => this.spoilt(error, socket))
    server.on('request', (request, response) => {
      // A caller that breaks off is no news; what it sent is judged by whether it is complete.
      request.on('error', () => {})
      response.on('error', () => {})
      void this.parts.handle(request, response)
    })
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
    this.retry = setTimeout(() => this.open(), this.backoff.next())
  }

  private met(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    const open = (this.byAddress.get(address) ?? 0) + 1
    this.byAddress.set(address, open)
    socket.once('close', () => {
      const left = (this.byAddress.get(address) ?? 1) - 1
      if (left > 0) this.byAddress.set(address, left)
      else this.byAddress.delete(address)
    })
    if (open <= this.parts.limits.connectionsPerAddress) return
    this.parts.count('too-many-connections')
    socket.destroy()
  }

  private spoilt(error: NodeJS.ErrnoException, socket: Socket): void {
    const code = error.code ?? ''
    if (code !== 'ECONNRESET') this.parts.count(CODES[code] ?? 'bad-request')
    if (code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    socket.write(`HTTP/1.1 ${STATUS[code] ?? '400 Bad Request'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
    // Not only its own side: whoever does not close must not keep the place.
    socket.destroySoon()
  }
}
