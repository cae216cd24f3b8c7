import type { StreamFrame } from '@zaojun/device-profiles/stream/frame-decoder'
import type { DriverContext } from '../driver.ts'
import { shown, type UnitOnBus } from '../unit-on-bus.ts'
import type { Told } from './told.ts'

/** A timer may fire this much before the clock says so. */
const TIMER_EARLY_MS = 5

export type TalkerHooks = {
  count(code: string): void
  /** The unit said something that may be what an order waits for. */
  onSaid(): void
  /** The unit wants to be told to begin, or has fallen silent. */
  onStart(): void
  /** Nothing at all came for too long: the connection may be dead without a word. */
  onSilence(reason: string): void
}

/** A unit that talks by itself, alone on its line: its silence, its pace and what its frames give. */
export class Talker {
  readonly unit: UnitOnBus
  private readonly context: Pick<DriverContext, 'now'>
  private readonly told: Told
  private readonly hooks: TalkerHooks
  private silence: NodeJS.Timeout | undefined
  private attempts = 0
  /** What came since the last good frame: nothing, garbage, or frames that could not be used. */
  private heard = 'no-answer'
  private urged = false
  private goodAt = 0
  private spoiledAt = Number.NEGATIVE_INFINITY
  /** Form → what it said last that is no number, and when a sample of it went out. */
  private readonly reported = new Map<string, { turned: string; at: number }>()

  constructor(unit: UnitOnBus, context: Pick<DriverContext, 'now'>, told: Told, hooks: TalkerHooks) {
    this.unit = unit
    this.context = context
    this.told = told
    this.hooks = hooks
  }

  private get silenceMs(): number | undefined {
    return this.unit.profile?.stream?.silenceMs
  }

  /** The line is up: from now on silence counts. Where silence is no fault, an open line is all there is to know. */
  listen(): void {
    this.stop()
    this.heard = 'no-answer'
    this.goodAt = this.context.now()
    this.urged = true
    this.hooks.onStart()
    if (this.silenceMs === undefined) this.unit.alive()
    else this.watch(this.silenceMs)
  }

  stop(): void {
    clearTimeout(this.silence)
    this.silence = undefined
  }

  /** Bytes came, whatever they are. */
  stirred(): void {
    if (this.heard === 'no-answer') this.heard = 'garbage'
  }

  take(frame: StreamFrame): void {
    const { unit } = this
    unit.polls++
    const bytes = unit.profile?.events === undefined ? frame.bytes : new Uint8Array()
    const fault = frame.error ?? frame.refusal
    if (fault !== undefined) {
      this.heard = fault
      this.hooks.count(fault)
      unit.trace.add('rx', bytes, { note: fault })
      // A line of another kind, a greeting say, is no measurement gone wrong.
      if (fault !== 'unknown-frame') this.spoil(fault)
      return
    }
    this.attempts = 0
    this.urged = false
    this.heard = 'no-answer'
    this.goodAt = this.context.now()
    unit.answers++
    unit.alive()
    if (!unit.decoder || !this.told.take(unit, frame)) return
    const values = unit.decoder.message(frame.fields, this.goodAt)
    unit.trace.add('rx', bytes, { decoded: shown(values) })
    const turned = Object.values(values)
      .map(({ value, quality }) => (typeof value === 'number' ? quality : `${quality} ${value}`))
      .join()
    const before = this.reported.get(frame.form ?? '')
    const everyMs = unit.profile?.stream?.reportMs ?? 0
    if (before === undefined || before.turned !== turned || this.goodAt - before.at >= everyMs) {
      this.reported.set(frame.form ?? '', { turned, at: this.goodAt })
      unit.emit(values)
    }
    this.hooks.onSaid()
  }

  /** A noisy line may spoil frame after frame: it is said as often as values are, no oftener. */
  private spoil(reason: string): void {
    const now = this.context.now()
    this.reported.clear()
    if (now - this.spoiledAt < (this.unit.profile?.stream?.reportMs ?? 0)) return
    this.spoiledAt = now
    this.unit.spoiled(reason)
  }

  private watch(silenceMs: number): void {
    // The event loop may have been held up: what has arrived meanwhile is read before the verdict.
    const judge = () => {
      if (this.silence === undefined) return
      const quietMs = this.context.now() - this.goodAt
      if (quietMs >= silenceMs - TIMER_EARLY_MS) return this.silent(silenceMs)
      if (quietMs >= silenceMs / 2 && !this.urged) {
        this.urged = true
        this.hooks.onStart()
      }
      this.silence = setTimeout(() => setImmediate(judge), Math.max(1, Math.min(silenceMs / 2, silenceMs - quietMs)))
    }
    this.silence = setTimeout(() => setImmediate(judge), silenceMs / 2)
  }

  /** No good frame for too long: nothing at all makes the readings stale, garbage makes them bad. */
  private silent(silenceMs: number): void {
    this.attempts++
    const { heard } = this
    this.hooks.count(heard)
    this.unit.lost(heard, this.attempts, heard === 'no-answer' ? 'stale' : 'bad')
    this.heard = 'no-answer'
    this.goodAt = this.context.now()
    this.urged = true
    this.hooks.onStart()
    this.watch(silenceMs)
    if (heard === 'no-answer') this.hooks.onSilence(heard)
  }
}
