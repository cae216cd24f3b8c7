import type { Bus, Unit } from '@zaojun/core'
import type {
  BusDriver,
  BusStats,
  ChannelRoles,
  DriverContext,
  TraceLine,
  UnitOrder,
  UnitOrderResult,
} from '../driver.ts'
import { LISTENER_LIMITS } from '../listener/limits.ts'
import { Repeats } from '../listener/repeats.ts'
import { type ListenerLimits, TcpListener } from '../listener/tcp-listener.ts'
import { MessageUnits } from '../message-units.ts'
import type { DriverCatalogue } from '../unit-on-bus.ts'
import { Hj212Session } from './session.ts'

const MINUTE_MS = 60_000
/** A logger may report once an hour and keep its connection in between. */
const HJ212_LIMITS: ListenerLimits = {
  ...LISTENER_LIMITS,
  connections: 256,
  strangerMs: 65 * MINUTE_MS,
  idleMs: 150 * MINUTE_MS,
}

/**
 * The platform's side of HJ 212: loggers dial in and report; each packet that asks for it is acknowledged once what it
 * tells is handed on. Several units may share a connection. Nothing is asked or ordered; a clock is set where its logger
 * asks for the time.
 */
export class Hj212Driver implements BusDriver {
  readonly bus: Bus
  private readonly context: DriverContext
  private readonly units: MessageUnits
  private readonly listener: TcpListener
  private listening = false

  constructor(bus: Bus, catalogue: DriverCatalogue, context: DriverContext, limits: Partial<ListenerLimits> = {}) {
    this.bus = bus
    this.context = context
    this.units = new MessageUnits(bus, catalogue, context)
    const { units } = this
    const repeats = new Repeats()
    this.listener = new TcpListener({
      bus,
      limits: { ...HJ212_LIMITS, ...limits },
      now: () => context.now(),
      random: () => context.random(),
      open: (connection) => new Hj212Session({ bus, units, context, connection, repeats }),
      count: (code) => units.count(code),
      report: (fault) => context.report(fault),
      onState: (listening, reason) => this.turned(listening, reason),
    })
  }

  start(): void {
    this.units.start()
    this.listener.start()
  }

  async stop(): Promise<void> {
    await this.listener.stop()
    this.listening = false
    this.units.stop()
  }

  setUnits(units: Unit[], roles?: ChannelRoles): void {
    this.units.set(units, roles)
  }

  /** Samplers, cleaning and stopping of HJ 212 are not for us: nothing is written to a unit. */
  async command({ unit }: UnitOrder): Promise<UnitOrderResult> {
    return { result: 'refused', reason: this.units.byId(unit) === undefined ? 'unknown-unit' : 'not-writable' }
  }

  trace(unit: string): TraceLine[] {
    return this.units.trace(unit)
  }

  stats(): BusStats {
    return this.units.stats(this.listening)
  }

  private turned(listening: boolean, reason = ''): void {
    this.listening = listening
    if (listening) return
    this.units.count(reason)
    this.units.lost('bus-disconnected')
    this.context.report({ bus: this.bus.id, code: 'bus-disconnected', message: `${this.bus.id}: ${reason}` })
  }
}
