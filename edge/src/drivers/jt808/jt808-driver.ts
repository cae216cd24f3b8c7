import type { Bus, Unit } from '@zaojun/core'
import { writeValue } from '@zaojun/device-profiles/jt808/items'
import { askParameter, orderMessage } from '@zaojun/device-profiles/jt808/platform'
import type { Order } from '@zaojun/device-profiles/jt808/section'
import { orderedValue } from '@zaojun/device-profiles/message/sending'
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
import { orderDenied } from '../order-denied.ts'
import type { DriverCatalogue } from '../unit-on-bus.ts'
import { Credentials } from './credentials.ts'
import { Jt808Session } from './session.ts'
import { Terminals } from './terminals.ts'

/** Results of a terminal's answer, from 1. */
const DECLINED = ['terminal-failed', 'terminal-misunderstood', 'terminal-unsupported']

export type Jt808Timing = { askAfterMs?: number; answerMs?: number }

/**
 * The platform's side of JT/T 808, editions 2013 and 2019: vehicle terminals dial in, register, prove themselves and
 * report. Each message is answered once what it tells is handed on. Orders are a text and the report interval.
 */
export class Jt808Driver implements BusDriver {
  readonly bus: Bus
  private readonly catalogue: DriverCatalogue
  private readonly context: DriverContext
  private readonly units: MessageUnits
  private readonly terminals = new Terminals()
  private readonly listener: TcpListener
  private listening = false

  constructor(
    bus: Bus,
    catalogue: DriverCatalogue,
    context: DriverContext,
    limits: Partial<ListenerLimits> = {},
    timing: Jt808Timing = {},
  ) {
    this.bus = bus
    this.catalogue = catalogue
    this.context = context
    this.units = new MessageUnits(bus, catalogue, context)
    const { units, terminals } = this
    const shared = { bus, units, context, terminals, repeats: new Repeats(), credentials: new Credentials(context) }
    this.listener = new TcpListener({
      bus,
      limits: { ...LISTENER_LIMITS, ...limits },
      now: () => context.now(),
      random: () => context.random(),
      open: (connection) => new Jt808Session({ ...shared, ...timing, connection }),
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

  async command({ unit: id, channel, command: key, value }: UnitOrder): Promise<UnitOrderResult> {
    const unit = this.units.byId(id)
    if (unit?.profile === undefined) return refused('unknown-unit')
    if (unit.fault) return refused(unit.fault)
    const { profile, params } = unit
    const command = profile.commands?.[key]
    if (!command?.channels.includes(channel)) return refused('unknown-command')
    const roles = this.units.roles.get(id) ?? []
    const facts = { kinds: this.catalogue.kinds, harm: (device: string) => this.context.harm(device) }
    const denied = orderDenied({ profile, params, channel, to: undefined, roles }, facts)
    if (denied !== undefined) return refused(denied)
    const order = profile.jt808?.orders?.[command.send?.as ?? '']
    if (order === undefined) return refused('not-writable')
    const to = orderedValue(command, value)
    return to === undefined ? refused('out-of-limits') : this.carryOut(id, order, to)
  }

  private async carryOut(id: string, order: Order, to: string | number | boolean): Promise<UnitOrderResult> {
    const session = this.terminals.of(id)
    if (session?.edition === undefined) return refused('unit-offline')
    const made = orderMessage(order, to, session.edition)
    if ('error' in made) return refused(made.error)
    const answer = await session.ask(made)
    if (answer === 'queue-full') return refused(answer)
    if (answer === undefined || !('result' in answer)) return { result: 'timed-out', reason: 'no-answer' }
    if (answer.result > 0) return refused(DECLINED[answer.result - 1] ?? 'terminal-failed')
    if (order.message !== '8103' || !order.readBack) return { result: 'accepted', reason: 'no-read-back' }
    const told = await session.ask(askParameter(order.parameter))
    // A terminal that tells no parameters has still acknowledged this one.
    if (told === 'queue-full' || told === undefined || 'result' in told)
      return { result: 'accepted', reason: 'no-read-back' }
    const wanted = writeValue(Number(to), order.type)
    const got = told.values.get(order.parameter)
    const same = got !== undefined && Buffer.compare(got, Uint8Array.from(wanted)) === 0
    return same ? { result: 'confirmed' } : { result: 'timed-out', reason: 'not-confirmed' }
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

const refused = (reason: string): UnitOrderResult => ({ result: 'refused', reason })
