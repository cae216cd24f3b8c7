import { type Bus, reasonOf } from '@zaojun/core'
import { Backoff } from '../../backoff.ts'
import type { DriverContext } from '../driver.ts'
import type { OpenWire, Wire } from './wire.ts'

const RETRY_FIRST_MS = 500
const RETRY_CAP_MS = 30_000

/** `onDown`: the line was lost, or could not be had; told at every attempt that fails. */
export type LineHooks = { onUp(): void; onDown(reason: string): void; onData(bytes: Uint8Array): void }

/** Keeps the wire of a bus open: reconnects for ever, with capped and jittered back-off. */
export class Line {
  private readonly bus: Bus
  private readonly open: OpenWire
  private readonly context: Pick<DriverContext, 'random' | 'report'>
  private readonly hooks: LineHooks
  private readonly backoff: Backoff
  private wire: Wire | undefined
  private opening: Promise<void> | undefined
  private retry: NodeJS.Timeout | undefined
  private running = false
  private stopping = new AbortController()

  constructor(bus: Bus, open: OpenWire, context: Pick<DriverContext, 'random' | 'report'>, hooks: LineHooks) {
    this.bus = bus
    this.open = open
    this.context = context
    this.hooks = hooks
    this.backoff = new Backoff(RETRY_FIRST_MS, RETRY_CAP_MS, context.random)
  }

  get connected(): boolean {
    return this.wire !== undefined
  }

  start(): void {
    if (this.running) return
    this.running = true
    this.stopping = new AbortController()
    this.attempt()
  }

  async stop(): Promise<void> {
    this.running = false
    clearTimeout(this.retry)
    const { wire } = this
    this.wire = undefined
    await wire?.close()
    this.stopping.abort()
    await this.opening
  }

  /** False when there is no wire to write to. */
  write(bytes: Uint8Array): boolean {
    this.wire?.write(bytes)
    return this.wire !== undefined
  }

  /** Drops a connection that has fallen out of step or silent, and makes it anew. */
  renew(reason: string): void {
    const { wire } = this
    if (!wire) return
    this.lost(wire, reason)
    wire.close().catch((error) => this.report('bus-close', reasonOf(error)))
  }

  private attempt(): void {
    this.opening = this.connect().catch((error) => {
      if (!this.running) return
      this.report('bus-unreachable', reasonOf(error))
      this.hooks.onDown(reasonOf(error))
      this.again()
    })
  }

  private async connect(): Promise<void> {
    let mine: Wire | undefined
    let gone: string | undefined
    const ends = {
      onData: (bytes: Uint8Array) => {
        if (!mine || this.wire !== mine) return
        this.backoff.reset()
        this.hooks.onData(bytes)
      },
      onClose: (reason: string) => {
        gone = reason
        if (mine) this.lost(mine, reason)
      },
    }
    const wire = await this.open(this.bus, ends, this.stopping.signal)
    mine = wire
    if (!this.running) {
      await wire.close()
      return
    }
    if (gone !== undefined) throw new Error(gone)
    this.wire = wire
    this.hooks.onUp()
  }

  private lost(wire: Wire, reason: string): void {
    if (this.wire !== wire) return
    this.wire = undefined
    this.report('bus-lost', reason)
    this.hooks.onDown(reason)
    this.again()
  }

  private again(): void {
    if (!this.running) return
    clearTimeout(this.retry)
    this.retry = setTimeout(() => this.attempt(), this.backoff.next())
  }

  private report(code: string, message: string): void {
    this.context.report({ bus: this.bus.id, code, message })
  }
}
