import { type Bus, reasonOf, type Unit } from '@zaojun/core'
import { type ChannelValues, POLL_PARAM } from '@zaojun/device-profiles'
import type { BusStats, ChannelRoles, DriverContext, TraceLine, UnitOrder, UnitOrderResult } from '../driver.ts'
import { type DriverCatalogue, shown, UnitOnBus } from '../unit-on-bus.ts'
import type { Line } from '../wire/line.ts'
import { type Confirming, confirmPauseMs, isConfirmed, type Order, Orders, sourcesOf } from './orders.ts'
import { type Ask, Schedule, type Turn } from './schedule.ts'

const WRITE_AGAIN_MS = 100
/** A TCP connection on which nobody has answered so often in a row is half dead: it is made anew. */
const RENEW_AFTER_FAILURES = 12
const IDLE_MS = 60_000

/** What came of a question. `alive`: the unit did answer, though it gave no values. */
export type Answer =
  | { values: ChannelValues; frame: Uint8Array }
  | { error: string; frame: Uint8Array; alive?: boolean }

/** What came of writing an order. `refused`: the unit or the deny list says no; otherwise it may be tried again. */
export type Written = { frame: Uint8Array } | { error: string; frame: Uint8Array; refused: boolean }

/** What a protocol adds to polling: what its units are asked, and how questions and orders go over the wire. */
export type Speech<A extends Ask, W extends Confirming> = {
  /** Why there is no place for `unit` beside those already there: `address-taken`, `line-taken`. */
  taken(unit: Unit, others: readonly UnitOnBus[]): string | undefined
  asksOf(unit: UnitOnBus): readonly A[]
  /** One question on the wire. Never rejects; errors are stable codes. */
  ask(unit: UnitOnBus, ask: A): Promise<Answer>
  prepare(unit: UnitOnBus, order: UnitOrder): W | { error: string }
  /** One order on the wire. Never rejects. */
  write(unit: UnitOnBus, order: W): Promise<Written>
  /** How often an order that was not answered is written. */
  writeTries: number
  /** Units also talk unasked: a channel nobody asks for may confirm an order too. */
  hears?: boolean
  /** Something else to do now: in a pause, or between turns. */
  aside?(idle: boolean, now: number): Promise<void> | undefined
}

/**
 * The units of a bus on which one thing is said at a time: whose turn it is, orders before questions (design 10, 12),
 * read-back, breakers, health, counters and traces, the same for every such protocol.
 */
export class PolledBus<A extends Ask, W extends Confirming> {
  readonly errors: Record<string, number> = {}
  roles: ChannelRoles = new Map()
  private readonly bus: Bus
  private readonly catalogue: DriverCatalogue
  private readonly context: DriverContext
  private readonly line: Pick<Line, 'connected' | 'renew'>
  private readonly speech: Speech<A, W>
  private readonly schedule: Schedule<A>
  private readonly orders = new Orders<W>()
  private readonly units = new Map<string, UnitOnBus>()
  private transactions = 0
  private failuresInRow = 0
  private running = false
  private loop: Promise<void> = Promise.resolve()
  private wake: () => void = () => {}
  private speaking: UnitOnBus | undefined
  /** A read-back went last: a question that is due goes before the next one. */
  private readBackLast = false

  constructor(
    bus: Bus,
    catalogue: DriverCatalogue,
    context: DriverContext,
    line: Pick<Line, 'connected' | 'renew'>,
    speech: Speech<A, W>,
  ) {
    this.bus = bus
    this.catalogue = catalogue
    this.context = context
    this.line = line
    this.speech = speech
    this.schedule = new Schedule(context.random)
  }

  start(): void {
    if (this.running) return
    this.running = true
    this.loop = this.run()
  }

  /** Ends the loop. `hush` makes the transaction in flight end at once. */
  async stop(hush: () => void): Promise<void> {
    this.running = false
    this.orders.end({ result: 'refused', reason: 'bus-stopped' })
    hush()
    this.wake()
    await this.loop
    this.orders.end({ result: 'timed-out', reason: 'bus-stopped' })
  }

  /** Replaces the set; unchanged units keep their schedule and health. */
  setUnits(units: Unit[], roles: ChannelRoles): void {
    this.roles = roles
    const wanted = new Map(units.map((unit) => [unit.id, unit]))
    for (const [id, { unit }] of this.units) if (JSON.stringify(wanted.get(id)) !== JSON.stringify(unit)) this.drop(id)
    // Who had no place may have one now.
    for (const [id, { unit, fault }] of this.units)
      if (fault?.endsWith('-taken') && this.speech.taken(unit, this.sound()) !== fault) this.drop(id)
    for (const unit of wanted.values()) if (!this.units.has(unit.id)) this.add(unit)
    this.nudge()
  }

  all(): UnitOnBus[] {
    return [...this.units.values()]
  }

  command(order: UnitOrder): Promise<UnitOrderResult> {
    const refuse = (reason: string): Promise<UnitOrderResult> => Promise.resolve({ result: 'refused', reason })
    const unit = this.units.get(order.unit)
    if (!unit?.profile) return refuse('unknown-unit')
    if (unit.fault) return refuse(unit.fault)
    const made = this.speech.prepare(unit, order)
    if ('error' in made) return refuse(made.error)
    if (!this.running || !this.line.connected) return refuse('bus-disconnected')
    return new Promise((settle) => {
      this.orders.add({ order, stage: 'write', tries: 0, notBefore: 0, deadline: 0, settle, ...made })
      this.nudge()
    })
  }

  trace(unit: string): TraceLine[] {
    return this.units.get(unit)?.trace.lines() ?? []
  }

  stats(): BusStats {
    const units = this.all().map(({ health, polls, answers }) => ({ ...health, polls, answers }))
    const { transactions, errors } = this
    return { bus: this.bus.id, connected: this.line.connected, transactions, errors: { ...errors }, units }
  }

  count(code: string, by = 1): void {
    if (by > 0) this.errors[code] = (this.errors[code] ?? 0) + by
  }

  /** Bytes have gone out, for whoever is spoken to now. */
  sent(frame: Uint8Array): void {
    this.transactions++
    this.speaking?.trace.add('tx', frame)
  }

  /** A frame came that nobody had asked for. */
  came(): void {
    this.transactions++
  }

  /** Looks again at what is to be done. */
  nudge(): void {
    this.wake()
  }

  up(): void {
    this.schedule.restart(this.context.now())
    this.nudge()
  }

  down(reason: string): void {
    this.orders.end({ result: 'timed-out', reason: 'bus-disconnected' })
    // A connection we renew because nobody answers is not what the units are missing.
    const why = reason === 'no-answer' ? reason : 'bus-disconnected'
    for (const unit of this.units.values()) unit.lost(why, 0)
  }

  private sound(): UnitOnBus[] {
    return this.all().filter(({ fault }) => !fault)
  }

  private add(unit: Unit): void {
    const taken = this.speech.taken(unit, this.sound())
    const added = new UnitOnBus(unit, this.bus, this.catalogue, this.context, taken)
    this.units.set(unit.id, added)
    added.announce()
    if (added.fault || !added.profile) return
    const pollMs = added.params[POLL_PARAM]
    const asks = this.speech.asksOf(added)
    this.schedule.add(unit.id, asks, this.context.now(), typeof pollMs === 'number' ? pollMs : undefined)
  }

  private drop(id: string): void {
    this.units.delete(id)
    this.schedule.remove(id)
    this.orders.end({ result: 'refused', reason: 'unit-changed' }, id)
  }

  private async run(): Promise<void> {
    while (this.running) {
      try {
        await this.turn()
      } catch (error) {
        this.count('driver')
        this.context.report({ bus: this.bus.id, code: 'driver', message: reasonOf(error) })
        await this.sleep(WRITE_AGAIN_MS)
      }
    }
  }

  private async turn(): Promise<void> {
    if (!this.line.connected) return this.sleep(IDLE_MS)
    const now = this.context.now()
    const due = this.readBackLast ? this.schedule.next(now) : undefined
    this.readBackLast = false
    const order = this.orders.take(now, due !== undefined && !('waitMs' in due))
    if (!('waitMs' in order)) return order.stage === 'write' ? this.write(order) : this.confirm(order)
    const turn = due ?? this.schedule.next(now)
    const aside = this.speech.aside?.('waitMs' in turn, now)
    if (aside !== undefined) return aside
    if ('waitMs' in turn) return this.sleep(Math.min(turn.waitMs, order.waitMs, IDLE_MS))
    await this.poll(turn)
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, Math.max(1, Math.ceil(ms)))
      this.wake = () => {
        clearTimeout(timer)
        done()
      }
    })
  }

  private async poll(turn: Turn<A>): Promise<void> {
    const unit = this.units.get(turn.unit)
    if (!unit) return
    const began = this.context.now()
    this.schedule.taken(turn, began)
    unit.polls++
    await this.read(unit, turn.ask, began)
  }

  private async spoken<T>(unit: UnitOnBus, say: () => Promise<T>): Promise<T> {
    this.speaking = unit
    try {
      return await say()
    } finally {
      this.speaking = undefined
    }
  }

  /** One question and all that follows from its answer. */
  private async read(unit: UnitOnBus, ask: A, began: number): Promise<void> {
    const answer = await this.spoken(unit, () => this.speech.ask(unit, ask))
    // Set aside or replaced while it was asked.
    if (this.units.get(unit.unit.id) !== unit) return
    const now = this.context.now()
    if ('values' in answer) {
      this.heard(unit, now)
      unit.trace.add('rx', answer.frame, { decoded: shown(answer.values) })
      unit.emit(answer.values)
      this.confirmBy(unit)
      return
    }
    unit.trace.add('rx', answer.frame, { note: answer.error })
    if (answer.error === 'bus-disconnected') return
    const channels = [...ask.channels]
    if (answer.alive) {
      this.heard(unit, now)
      unit.spoiled(answer.error, channels)
      return
    }
    const { tripped, attempt } = this.schedule.failed(unit.unit.id, now, now - began)
    if (tripped) unit.lost(answer.error, attempt)
    else if (answer.error !== 'no-answer') unit.spoiled(answer.error, channels)
    this.unheard()
  }

  private heard(unit: UnitOnBus, now: number): void {
    this.failuresInRow = 0
    unit.answers++
    this.schedule.answered(unit.unit.id, now)
    unit.alive()
  }

  private unheard(): void {
    this.failuresInRow++
    if (!this.bus.transport.includes('tcp') || this.failuresInRow < RENEW_AFTER_FAILURES) return
    this.failuresInRow = 0
    this.line.renew('no-answer')
  }

  private async write(order: Order<W>): Promise<void> {
    const unit = this.units.get(order.order.unit)
    if (!unit) return order.settle({ result: 'refused', reason: 'unknown-unit' })
    order.tries++
    const answer = await this.spoken(unit, () => this.speech.write(unit, order))
    const now = this.context.now()
    if (!('error' in answer)) {
      if (answer.frame.length > 0) unit.trace.add('rx', answer.frame, { note: order.order.command })
      const before = order.confirm && unit.decoder?.reading(order.confirm.channel)
      const deadline = now + order.confirmWithinMs
      return this.orders.keep({ ...order, stage: 'confirm', notBefore: now, deadline, before })
    }
    unit.trace.add('rx', answer.frame, { note: answer.error })
    if (answer.refused) return order.settle({ result: 'refused', reason: answer.error })
    if (order.tries >= this.speech.writeTries || answer.error === 'bus-disconnected')
      return order.settle({ result: 'timed-out', reason: answer.error })
    this.orders.keep({ ...order, notBefore: now + WRITE_AGAIN_MS })
  }

  /** What a unit has just said, asked or not, may be what an order to it waits for. */
  confirmBy(unit: UnitOnBus): void {
    this.orders.heard(unit.unit.id, (channel) => unit.decoder?.reading(channel))
  }

  /** Reads the channel back; what it reads goes out as a sample like any other. */
  private async confirm(order: Order<W>): Promise<void> {
    const unit = this.units.get(order.order.unit)
    const { confirm } = order
    if (!unit?.profile || !confirm) return order.settle({ result: 'accepted', reason: 'no-read-back' })
    const sources = sourcesOf(unit.profile, confirm.channel)
    const ask = this.speech.asksOf(unit).find(({ channels }) => channels.some((each) => sources.includes(each)))
    if (ask === undefined && !this.speech.hears) return order.settle({ result: 'accepted', reason: 'no-read-back' })
    if (ask !== undefined) {
      this.readBackLast = true
      await this.read(unit, ask, this.context.now())
    }
    if (isConfirmed(order, (channel) => unit.decoder?.reading(channel))) return order.settle({ result: 'confirmed' })
    if (this.units.get(order.order.unit) !== unit) return order.settle({ result: 'timed-out', reason: 'unit-changed' })
    if (!this.line.connected) return order.settle({ result: 'timed-out', reason: 'bus-disconnected' })
    const now = this.context.now()
    if (now >= order.deadline) return order.settle({ result: 'timed-out', reason: 'not-confirmed' })
    const writtenAt = order.deadline - order.confirmWithinMs
    this.orders.keep({ ...order, notBefore: Math.min(order.deadline, now + confirmPauseMs(now - writtenAt)) })
  }
}
