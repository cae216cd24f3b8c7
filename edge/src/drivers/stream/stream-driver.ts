import { type Bus, reasonOf, type Unit } from '@zaojun/core'
import type { ChannelValues } from '@zaojun/device-profiles'
import { FrameDecoder } from '@zaojun/device-profiles/stream/frame-decoder'
import type {
  BusDriver,
  BusStats,
  ChannelRoles,
  DriverContext,
  TraceLine,
  UnitOrder,
  UnitOrderResult,
} from '../driver.ts'
import { type DriverCatalogue, shown, UnitOnBus } from '../unit-on-bus.ts'
import { Line } from '../wire/line.ts'
import type { OpenWire } from '../wire/wire.ts'

/** A timer may fire this much before the clock says so. */
const TIMER_EARLY_MS = 5

/** A unit that talks by itself: one on a line. Nothing is ever written to it. */
export class StreamDriver implements BusDriver {
  readonly bus: Bus
  private readonly catalogue: DriverCatalogue
  private readonly context: DriverContext
  private readonly line: Line
  private readonly errors: Record<string, number> = {}
  private units: UnitOnBus[] = []
  private frames: FrameDecoder | undefined
  private transactions = 0
  private discarded = 0
  private halfFrames = 0
  private silence: NodeJS.Timeout | undefined
  private running = false
  private attempts = 0
  /** What came since the last good frame: nothing, garbage, or frames with a wrong checksum. */
  private heard = 'no-answer'
  private reportedAt = Number.NEGATIVE_INFINITY
  private spoiledAt = Number.NEGATIVE_INFINITY
  private goodAt = Number.NEGATIVE_INFINITY
  private turned = ''

  constructor(bus: Bus, catalogue: DriverCatalogue, context: DriverContext, open: OpenWire) {
    this.bus = bus
    this.catalogue = catalogue
    this.context = context
    this.line = new Line(bus, open, context, {
      onUp: () => this.listen(),
      onDown: (reason) => this.down(reason),
      onData: (bytes) => this.receive(bytes),
    })
  }

  private get talker(): UnitOnBus | undefined {
    return this.units.find((unit) => !unit.fault)
  }

  start(): void {
    if (this.running) return
    this.running = true
    this.line.start()
  }

  async stop(): Promise<void> {
    this.running = false
    clearTimeout(this.silence)
    await this.line.stop()
  }

  setUnits(units: Unit[], _roles: ChannelRoles = new Map()): void {
    const before = this.talker
    const kept = this.units
    this.units = []
    for (const unit of units) {
      const taken = this.talker ? 'line-taken' : undefined
      // Who was second on the line may be alone on it now, and the other way round.
      const same = kept.find(
        (each) =>
          JSON.stringify(each.unit) === JSON.stringify(unit) && (each.fault === 'line-taken') === (taken !== undefined),
      )
      const next = same ?? new UnitOnBus(unit, this.bus, this.catalogue, this.context, taken)
      this.units.push(next)
      if (!same) next.announce()
    }
    if (this.talker === before) return
    const grammar = this.talker?.profile?.stream
    this.frames = grammar ? new FrameDecoder(grammar) : undefined
    this.discarded = 0
    this.halfFrames = 0
    if (this.line.connected) this.listen()
  }

  /** A stream takes no orders: whatever asks, nothing goes out. */
  command(_order: UnitOrder): Promise<UnitOrderResult> {
    return Promise.resolve({ result: 'refused', reason: 'denied-not-a-command' })
  }

  trace(unit: string): TraceLine[] {
    return this.units.find((each) => each.unit.id === unit)?.trace.lines() ?? []
  }

  stats(): BusStats {
    const units = this.units.map(({ health, polls, answers }) => ({ ...health, polls, answers }))
    const { transactions } = this
    return { bus: this.bus.id, connected: this.line.connected, transactions, errors: { ...this.errors }, units }
  }

  private count(code: string, by = 1): void {
    if (by > 0) this.errors[code] = (this.errors[code] ?? 0) + by
  }

  private listen(): void {
    this.frames?.reset()
    this.heard = 'no-answer'
    clearTimeout(this.silence)
    const silenceMs = this.talker?.profile?.stream?.silenceMs
    if (silenceMs === undefined) return
    this.goodAt = this.context.now()
    // The event loop may have been held up: what has arrived meanwhile is read before the verdict.
    const judge = () => {
      if (!this.running || !this.line.connected) return
      if (this.context.now() - this.goodAt >= silenceMs - TIMER_EARLY_MS) this.silent()
      else this.silence?.refresh()
    }
    this.silence = setTimeout(() => setImmediate(judge), silenceMs)
  }

  private down(reason: string): void {
    clearTimeout(this.silence)
    const why = reason === 'no-answer' ? reason : 'bus-disconnected'
    for (const unit of this.units) unit.lost(why, this.attempts)
  }

  /** No good frame for too long: nothing at all makes the readings stale, garbage makes them bad. */
  private silent(): void {
    const { talker } = this
    if (!talker || !this.running) return
    this.attempts++
    this.count(this.heard)
    talker.lost(this.heard, this.attempts, this.heard === 'no-answer' ? 'stale' : 'bad')
    // A connection may be dead without a word; a serial port says when it goes.
    if (this.bus.transport === 'stream-tcp' && this.heard === 'no-answer') this.line.renew('no-answer')
    else this.listen()
  }

  private receive(bytes: Uint8Array): void {
    const { talker, frames } = this
    if (!talker?.decoder || !frames) return
    try {
      this.heard = this.heard === 'no-answer' ? 'garbage' : this.heard
      const good = frames.push(bytes).filter((frame) => {
        this.transactions++
        talker.polls++
        if (!frame.error) return true
        this.heard = frame.error
        this.count(frame.error)
        talker.trace.add('rx', frame.bytes, { note: frame.error })
        this.spoil(talker, frame.error)
        return false
      })
      this.countLosses(frames, talker, bytes)
      for (const frame of good) this.take(talker, frame.bytes, talker.decoder.message(frame.fields, this.context.now()))
    } catch (error) {
      this.count('driver')
      this.context.report({ bus: this.bus.id, unit: talker.unit.id, code: 'driver', message: reasonOf(error) })
    }
  }

  /** A noisy line may spoil frame after frame: it is said as often as values are, no oftener. */
  private spoil(talker: UnitOnBus, reason: string): void {
    const now = this.context.now()
    this.reportedAt = Number.NEGATIVE_INFINITY
    if (now - this.spoiledAt < (talker.profile?.stream?.reportMs ?? 0)) return
    this.spoiledAt = now
    talker.spoiled(reason)
  }

  private countLosses(frames: FrameDecoder, talker: UnitOnBus, bytes: Uint8Array): void {
    const halves = frames.halfFrames - this.halfFrames
    this.halfFrames = frames.halfFrames
    this.count('half-frame', halves)
    const lost = frames.discarded - this.discarded
    this.discarded = frames.discarded
    if (lost === 0) return
    this.count('garbage')
    talker.trace.add('rx', bytes, { note: `garbage: ${lost}` })
  }

  private take(talker: UnitOnBus, bytes: Uint8Array, values: ChannelValues): void {
    this.attempts = 0
    this.heard = 'no-answer'
    this.silence?.refresh()
    talker.answers++
    talker.trace.add('rx', bytes, { decoded: shown(values) })
    talker.alive()
    const now = this.context.now()
    this.goodAt = now
    const turned = Object.values(values)
      .map(({ value, quality }) => (typeof value === 'number' ? quality : `${quality} ${value}`))
      .join()
    const everyMs = talker.profile?.stream?.reportMs ?? 0
    if (turned === this.turned && now - this.reportedAt < everyMs) return
    this.turned = turned
    this.reportedAt = now
    talker.emit(values)
  }
}
