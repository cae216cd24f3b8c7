import { isAsked } from '@zaojun/device-profiles/stream/request'
import { rawEvent, type SimulatedEvent } from './message-json.ts'
import type { PacedWriter } from './paced-writer.ts'
import type { SimulatedUnit } from './simulated-unit.ts'
import { frameOf, shownFields } from './stream/said.ts'

/** A unit that speaks when something happens is looked at so often for something that was set. */
const LOOK_MS = 100
/** So often within the silence it may keep does a unit say that there is nothing to say, where it has a form for it. */
const IDLE_TIMES = 3

/**
 * A unit that talks by itself: frame after frame to whoever listens, or only when something happens or is set. One that
 * wants to be told to begin is quiet until then.
 */
export class StreamTalker {
  private readonly unit: SimulatedUnit
  private readonly writers = new Set<PacedWriter>()
  private readonly begun = new Set<PacedWriter>()
  private readonly wantsStart: boolean
  private timer: NodeJS.Timeout | undefined
  private idle: NodeJS.Timeout | undefined
  private forget: (() => void) | undefined
  private said = ''

  constructor(unit: SimulatedUnit) {
    this.unit = unit
    this.wantsStart = Object.values(unit.profile.stream?.requests ?? {}).some(({ atStart }) => atStart)
  }

  start(): void {
    const { stream } = this.unit.profile
    if (!stream || isAsked(stream)) return
    const { perSecond } = stream
    if (perSecond) this.timer = setInterval(() => this.talk(), 1000 / perSecond)
    else this.timer = setInterval(() => this.look(), LOOK_MS)
    const idle = Object.entries(stream.forms).find(
      ([, { fields, error }]) => fields === undefined && error === undefined,
    )
    if (!perSecond && stream.silenceMs !== undefined && idle !== undefined)
      this.idle = setInterval(() => this.sayNothing(idle[0]), stream.silenceMs / IDLE_TIMES)
    this.forget = this.unit.onTold((event) => this.tell(event))
  }

  stop(): void {
    clearInterval(this.timer)
    clearInterval(this.idle)
    this.forget?.()
  }

  on(units: SimulatedUnit[]): boolean {
    return units.includes(this.unit)
  }

  join(writer: PacedWriter): () => void {
    this.writers.add(writer)
    this.said = ''
    return () => {
      this.writers.delete(writer)
      this.begun.delete(writer)
    }
  }

  /** Whoever is at that end wants to hear the unit. */
  begin(writer: PacedWriter): void {
    this.begun.add(writer)
  }

  private talk(): void {
    if (this.unit.alive && this.listeners().length > 0)
      this.say(frameOf(this.unit, shownFields(this.unit), undefined, this.unit.nextFault()))
  }

  /** What somebody set on such a unit happens there: it says so once. */
  private look(): void {
    const { channels } = this.unit.profile
    if (
      !this.unit.alive ||
      this.listeners().length === 0 ||
      !Object.keys(channels).some((key) => this.unit.isHeld(key))
    )
      return
    const values = shownFields(this.unit)
    const text = JSON.stringify(values)
    if (text === this.said) return
    this.said = text
    this.say(frameOf(this.unit, values, undefined, this.unit.nextFault()))
  }

  private sayNothing(form: string): void {
    if (this.unit.alive) this.say(frameOf(this.unit, {}, [form], this.unit.nextFault()))
  }

  private tell(event: SimulatedEvent): void {
    if (this.unit.alive) this.say(frameOf(this.unit, rawEvent(this.unit, event), undefined, this.unit.nextFault()))
  }

  private listeners(): PacedWriter[] {
    return [...(this.wantsStart ? this.begun : this.writers)]
  }

  private say(frame: Uint8Array | undefined): void {
    if (frame !== undefined) for (const writer of this.listeners()) void writer.write(frame)
  }
}
