import { connect, type Socket } from 'node:net'

const HOST = '127.0.0.1'
const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 5_000

export type DiallerHooks = { onUp(): void; onData(bytes: Uint8Array): void; onDown(): void }

/** A unit's mobile connection: dials the box, and again for ever. */
export class Dialler {
  private readonly port: number
  private readonly random: () => number
  private readonly hooks: DiallerHooks
  private socket: Socket | undefined
  private up = false
  private failures = 0
  private retry: NodeJS.Timeout | undefined
  private stopped = true

  constructor(port: number, random: () => number, hooks: DiallerHooks) {
    this.port = port
    this.random = random
    this.hooks = hooks
  }

  get connected(): boolean {
    return this.up
  }

  start(): void {
    this.stopped = false
    this.dial()
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.retry)
    this.socket?.destroy()
  }

  /** Nothing where there is no connection. */
  send(bytes: Uint8Array): void {
    if (this.up) this.socket?.write(bytes)
  }

  /** Breaks the connection off; it is dialled anew. */
  drop(): void {
    this.socket?.destroy()
  }

  private dial(): void {
    const socket = connect({ host: HOST, port: this.port, noDelay: true })
    this.socket = socket
    socket.on('error', () => socket.destroy())
    socket.on('connect', () => {
      this.up = true
      this.failures = 0
      this.hooks.onUp()
    })
    socket.on('data', (bytes) => this.hooks.onData(bytes))
    socket.on('close', () => {
      if (this.up) this.hooks.onDown()
      this.up = false
      if (this.stopped) return
      const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.failures++, 10))
      this.retry = setTimeout(() => this.dial(), longest * (0.5 + this.random() / 2))
    })
  }
}
