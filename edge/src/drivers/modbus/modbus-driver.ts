import { type Bus, reasonOf, type Unit } from '@zaojun/core'
import { commandPdu, POLL_PARAM } from '@zaojun/device-profiles'
import { type PollBlock, planBlocks } from '@zaojun/device-profiles/modbus/blocks'
import { type ReadRange, readPdu } from '@zaojun/device-profiles/modbus/pdu'
import { deniedReason } from '../deny-list.ts'
import type {
  BusDriver,
  BusStats,
  ChannelRoles,
  DriverContext,
  ProbeAnswer,
  TraceLine,
  UnitOrder,
  UnitOrderResult,
} from '../driver.ts'
import { type DriverCatalogue, shown, UnitOnBus } from '../unit-on-bus.ts'
import { Line } from '../wire/line.ts'
import { characterMs, type OpenWire } from '../wire/wire.ts'
import { type Exchange, type Framing, ModbusLink } from './link.ts'
import { type Order, Orders } from './orders.ts'
import { deniedProbe, type Probe, Probes } from './probes.ts'
import { Schedule, type Turn } from './schedule.ts'

const WRITE_TRIES = 3
const WRITE_AGAIN_MS = 100
const CONFIRM_EVERY_MS = 50
/** A TCP connection on which nobody has answered so often in a row is half dead: it is made anew. */
const RENEW_AFTER_FAILURES = 12
const IDLE_MS = 60_000
const DEFAULT_ANSWER_MS = 300

/** The Modbus unit id; a unit without one never gets here, and 0 would be a broadcast the deny list refuses. */
const stationOf = ({ address }: Unit): number => (typeof address === 'number' ? address : 0)

/** Modbus on one bus: one transaction at a time, orders before polls (design 10, 12). */
export class ModbusDriver implements BusDriver {
  readonly bus: Bus
  private readonly catalogue: DriverCatalogue
  private readonly context: DriverContext
  private readonly line: Line
  private readonly link: ModbusLink
  private readonly schedule: Schedule
  private readonly orders = new Orders()
  private readonly probes = new Probes()
  private readonly units = new Map<string, UnitOnBus>()
  private readonly errors: Record<string, number> = {}
  private transactions = 0
  private failuresInRow = 0
  private running = false
  private loop: Promise<void> = Promise.resolve()
  private wake: () => void = () => {}
  private speaking: UnitOnBus | undefined
  private probing = false

  constructor(bus: Bus, catalogue: DriverCatalogue, context: DriverContext, open: OpenWire, framing: Framing) {
    this.bus = bus
    this.catalogue = catalogue
    this.context = context
    this.schedule = new Schedule(context.random)
    this.line = new Line(bus, open, context, {
      onUp: () => {
        this.schedule.restart(context.now())
        this.wake()
      },
      onDown: (reason) => this.down(reason),
      onData: (bytes) => this.link.onData(bytes),
    })
    this.link = new ModbusLink(this.line, framing, characterMs(bus), {
      now: context.now,
      // That nobody answers a probe is no fault of the bus.
      count: (code) => this.probing || this.count(code),
      guard: (address, pdu) => (this.probing ? deniedProbe(address, pdu) : deniedReason(address, pdu, this.guarded())),
      onSent: (frame) => {
        this.transactions++
        this.speaking?.trace.add('tx', frame)
      },
    })
  }

  start(): void {
    if (this.running) return
    this.running = true
    this.line.start()
    this.loop = this.run()
  }

  async stop(): Promise<void> {
    this.running = false
    this.orders.end({ result: 'refused', reason: 'bus-stopped' })
    this.link.onDown()
    this.wake()
    await this.loop
    this.orders.end({ result: 'timed-out', reason: 'bus-stopped' })
    this.probes.end()
    await this.line.stop()
  }

  setUnits(units: Unit[], _roles: ChannelRoles = new Map()): void {
    const wanted = new Map(units.map((unit) => [unit.id, unit]))
    for (const [id, { unit, fault }] of this.units) {
      const freed = fault === 'address-taken'
      if (!freed && JSON.stringify(wanted.get(id)) === JSON.stringify(unit)) continue
      this.units.delete(id)
      this.schedule.remove(id)
      this.orders.end({ result: 'refused', reason: 'unit-changed' }, id)
    }
    for (const [id, unit] of wanted) {
      if (this.units.has(id)) continue
      const taken = [...this.units.values()].some((each) => !each.fault && each.unit.address === unit.address)
      const fault = taken ? 'address-taken' : undefined
      const added = new UnitOnBus(unit, this.bus, this.catalogue, this.context, fault)
      this.units.set(id, added)
      added.announce()
      if (added.fault || !added.profile) continue
      const pollMs = added.params[POLL_PARAM]
      const blocks = planBlocks(added.profile)
      this.schedule.add(id, blocks, this.context.now(), typeof pollMs === 'number' ? pollMs : undefined)
    }
    this.wake()
  }

  command(order: UnitOrder): Promise<UnitOrderResult> {
    const refuse = (reason: string): Promise<UnitOrderResult> => Promise.resolve({ result: 'refused', reason })
    const unit = this.units.get(order.unit)
    if (!unit?.profile) return refuse('unknown-unit')
    if (unit.fault) return refuse(unit.fault)
    const made = commandPdu(unit.profile, unit.params, order.channel, order.command, order.value)
    if ('error' in made) return refuse(made.error)
    if (!this.running || !this.line.connected) return refuse('bus-disconnected')
    return new Promise((settle) => {
      this.orders.add({ order, stage: 'write', tries: 0, notBefore: 0, deadline: 0, settle, ...made })
      this.wake()
    })
  }

  probe(address: number, range: ReadRange, withinMs: number): Promise<ProbeAnswer> {
    if (!this.running || !this.line.connected)
      return Promise.resolve({ error: 'bus-disconnected', frame: new Uint8Array() })
    const answer = this.probes.add(address, range, withinMs)
    this.wake()
    return answer
  }

  trace(unit: string): TraceLine[] {
    return this.units.get(unit)?.trace.lines() ?? []
  }

  stats(): BusStats {
    const units = [...this.units.values()].map(({ health, polls, answers }) => ({ ...health, polls, answers }))
    const { transactions } = this
    return { bus: this.bus.id, connected: this.line.connected, transactions, errors: { ...this.errors }, units }
  }

  private guarded() {
    const holders = [...this.units.values()].filter(({ fault }) => fault !== 'address-taken')
    return holders.map(({ unit, profile, params, fault }) => ({
      address: stationOf(unit),
      profile,
      params,
      fault,
    }))
  }

  private count(code: string): void {
    this.errors[code] = (this.errors[code] ?? 0) + 1
  }

  private down(reason: string): void {
    this.link.onDown()
    this.orders.end({ result: 'timed-out', reason: 'bus-disconnected' })
    this.probes.end()
    // A connection we renew because nobody answers is not what the units are missing.
    const why = reason === 'no-answer' ? reason : 'bus-disconnected'
    for (const unit of this.units.values()) unit.lost(why, 0)
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
    const order = this.orders.take(now)
    if (!('waitMs' in order)) return order.stage === 'write' ? this.write(order) : this.confirm(order)
    const turn = this.schedule.next(now)
    const probe = this.probes.take('waitMs' in turn, now)
    if (probe !== undefined) return this.ask(probe)
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

  private async ask({ address, pdu, withinMs, settle }: Probe): Promise<void> {
    this.probing = true
    try {
      settle(await this.link.exchange(address, pdu, withinMs))
    } finally {
      this.probing = false
    }
  }

  private async exchange(unit: UnitOnBus, pdu: Uint8Array): Promise<Exchange> {
    const { answerWithinMs = DEFAULT_ANSWER_MS, gapMs } = unit.profile?.modbus ?? {}
    this.speaking = unit
    try {
      return await this.link.exchange(stationOf(unit.unit), pdu, answerWithinMs, gapMs)
    } finally {
      this.speaking = undefined
    }
  }

  private async poll(turn: Turn): Promise<void> {
    const unit = this.units.get(turn.unit)
    if (!unit) return
    const began = this.context.now()
    this.schedule.taken(turn, began)
    unit.polls++
    await this.read(unit, turn.block, began)
  }

  /** One read and all that follows from its answer. */
  private async read(unit: UnitOnBus, block: PollBlock, began: number): Promise<void> {
    const answer = await this.exchange(unit, readPdu(block))
    // Set aside or replaced while it was asked.
    if (this.units.get(unit.unit.id) !== unit) return
    const now = this.context.now()
    if ('data' in answer) {
      this.heard(unit, now)
      const values = unit.decoder?.block(block, answer.data, now) ?? {}
      unit.trace.add('rx', answer.frame, { decoded: shown(values) })
      unit.emit(values)
      return
    }
    unit.trace.add('rx', answer.frame, { note: answer.error })
    if (answer.error === 'bus-disconnected') return
    if (answer.error.startsWith('exception-')) {
      this.heard(unit, now)
      unit.spoiled(answer.error, block.channels)
      return
    }
    const { tripped, attempt } = this.schedule.failed(unit.unit.id, now, now - began)
    if (tripped) unit.lost(answer.error, attempt)
    else if (answer.error !== 'no-answer') unit.spoiled(answer.error, block.channels)
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

  private async write(order: Order): Promise<void> {
    const unit = this.units.get(order.order.unit)
    if (!unit) return order.settle({ result: 'refused', reason: 'unknown-unit' })
    order.tries++
    const answer = await this.exchange(unit, order.pdu)
    const now = this.context.now()
    if ('data' in answer) {
      unit.trace.add('rx', answer.frame, { note: order.order.command })
      const deadline = now + order.confirmWithinMs
      return this.orders.keep({ ...order, stage: 'confirm', notBefore: now, deadline })
    }
    unit.trace.add('rx', answer.frame, { note: answer.error })
    const busy = answer.error === 'exception-5' || answer.error === 'exception-6'
    if (answer.error.startsWith('denied-') || (answer.error.startsWith('exception-') && !busy))
      return order.settle({ result: 'refused', reason: answer.error })
    if (order.tries >= WRITE_TRIES || answer.error === 'bus-disconnected')
      return order.settle({ result: 'timed-out', reason: answer.error })
    this.orders.keep({ ...order, notBefore: now + WRITE_AGAIN_MS })
  }

  /** Reads the channel back; what it reads goes out as a sample like any other. */
  private async confirm(order: Order): Promise<void> {
    const unit = this.units.get(order.order.unit)
    const blocks = unit?.profile ? planBlocks(unit.profile) : []
    const { confirm } = order
    const block = blocks.find(({ channels }) => confirm !== undefined && channels.includes(confirm.channel))
    if (!unit || !block || !confirm) return order.settle({ result: 'accepted', reason: 'no-read-back' })
    await this.read(unit, block, this.context.now())
    if (unit.decoder?.reading(confirm.channel)?.value === confirm.equals) return order.settle({ result: 'confirmed' })
    if (!this.line.connected) return order.settle({ result: 'timed-out', reason: 'bus-disconnected' })
    const now = this.context.now()
    if (now >= order.deadline) return order.settle({ result: 'timed-out', reason: 'not-confirmed' })
    this.orders.keep({ ...order, notBefore: now + CONFIRM_EVERY_MS })
  }
}
