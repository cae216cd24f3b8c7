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
import { MessageUnits } from '../message-units.ts'
import type { DriverCatalogue } from '../unit-on-bus.ts'
import { Gate } from './gate.ts'
import { HTTP_LIMITS, type HttpLimits } from './limits.ts'
import { Listener } from './listener.ts'
import { Requests } from './requests.ts'

/**
 * Units that push over HTTP: terminals, counters, analysers, tills. The bus listens at its port; a unit is told that
 * its message was taken only once what it tells is on disk. Nothing is ever written to a unit.
 */
export class HttpDriver implements BusDriver {
  readonly bus: Bus
  private readonly context: DriverContext
  private readonly units: MessageUnits
  private readonly listener: Listener
  private listening = false

  constructor(bus: Bus, catalogue: DriverCatalogue, context: DriverContext, limits: Partial<HttpLimits> = {}) {
    this.bus = bus
    this.context = context
    this.units = new MessageUnits(bus, catalogue, context)
    const { units } = this
    const borne = { ...HTTP_LIMITS, ...limits }
    const busSecret = `bus.${bus.id}`
    const now = () => context.now()
    const gate = new Gate({
      realm: `zaojun-${bus.id}`,
      names: () => [busSecret, ...units.all().map(({ unit }) => `unit.${unit.id}`)],
      secret: (name) => context.secret(name),
      now,
    })
    const requests = new Requests({
      units,
      gate,
      limits: borne,
      open: bus.simulated === true,
      hasSecret: (name) => (context.secret(name) ?? '') !== '',
      busSecret,
      now,
    })
    this.listener = new Listener({
      bus,
      limits: borne,
      random: () => context.random(),
      handle: (request, response) => requests.handle(request, response),
      count: (code) => units.count(code),
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
