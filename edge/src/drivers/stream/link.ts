import type { FrameDecoder, StreamFrame } from '@zaojun/device-profiles/stream/frame-decoder'
import { FrameDecoder as Decoder } from '@zaojun/device-profiles/stream/frame-decoder'
import { isFrom } from '@zaojun/device-profiles/stream/request'
import { LateAnswers } from '../late-answers.ts'
import type { UnitOnBus } from '../unit-on-bus.ts'
import type { Line } from '../wire/line.ts'

/** Time for drivers, adapters and scheduling on top of what the line and the unit need. */
const SLACK_MS = 30
/** Of an answer that may be of any length, so many characters are waited for. */
const USUAL_ANSWER_CHARACTERS = 64
/** A frame came that is no answer: so long is waited for the right one before giving up. */
const SETTLE_MS = 60
/** A babbling line is waited for no longer than this. */
const QUIET_WITHIN_MS = 200
const USUAL_ANSWER_MS = 500

export type Said = { frame: StreamFrame } | { error: string; frame: Uint8Array }
export type LinkContext = {
  now(): number
  count(code: string, by?: number): void
  /** The deny list, on the very bytes about to go out. */
  guard(bytes: Uint8Array): string | undefined
  onSent(bytes: Uint8Array): void
  /** A frame that answers nothing, of a unit that talks by itself or that tells something before its answer. */
  onNews(unit: UnitOnBus, frame: StreamFrame): void
  /** So many bytes of the unit's stream were thrown away. */
  onLosses(unit: UnitOnBus, bytes: Uint8Array, lost: number): void
}

type Waiting = { unit: UnitOnBus; request: string; heard: string; settle(said: Said): void; settleSoon(): void }

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
const NOTHING = new Uint8Array()

/** What a unit's bytes are cut up with, and what was counted of its losses. */
class Ears {
  readonly frames: FrameDecoder
  private discarded = 0
  private halfFrames = 0

  constructor(frames: FrameDecoder) {
    this.frames = frames
  }

  losses(): { lost: number; halves: number } {
    const lost = this.frames.discarded - this.discarded
    const halves = this.frames.halfFrames - this.halfFrames
    this.discarded = this.frames.discarded
    this.halfFrames = this.frames.halfFrames
    return { lost, halves }
  }
}

/**
 * Says one thing at a time over the line of a bus and pairs it with its answer. Everything that goes out passes the
 * guard. A unit that talks by itself is heard all the time; others only while they are asked.
 */
export class StreamLink {
  private readonly line: Line
  private readonly characterMs: number
  private readonly context: LinkContext
  private readonly ears = new Map<UnitOnBus, Ears>()
  private talker: UnitOnBus | undefined
  private waiting: Waiting | undefined
  private heardAt = Number.NEGATIVE_INFINITY
  private readonly late = new LateAnswers<UnitOnBus>()

  constructor(line: Line, characterMs: number, context: LinkContext) {
    this.line = line
    this.characterMs = characterMs
    this.context = context
  }

  /** The units that are here now, and the one among them that talks by itself. */
  know(units: readonly UnitOnBus[], talker: UnitOnBus | undefined): void {
    for (const unit of this.ears.keys()) if (!units.includes(unit)) this.ears.delete(unit)
    this.late.keep((unit) => units.includes(unit))
    this.talker = talker
  }

  /** The line is up again: a frame begun before is no frame. */
  onUp(): void {
    for (const { frames } of this.ears.values()) frames.reset()
  }

  /** The line has gone: what is waited for ends at once. */
  onDown(): void {
    this.waiting?.settle({ error: 'bus-disconnected', frame: NOTHING })
  }

  onData(bytes: Uint8Array): void {
    this.heardAt = this.context.now()
    const unit = this.talker ?? this.waiting?.unit
    const ears = unit && this.earsOf(unit)
    if (!unit || !ears) {
      this.context.count('late-answer')
      return
    }
    if (this.waiting?.heard === 'no-answer') this.waiting.heard = 'garbage'
    const frames = ears.frames.push(bytes)
    const { lost, halves } = ears.losses()
    this.context.count('half-frame', halves)
    if (lost > 0) this.context.onLosses(unit, bytes, lost)
    for (const frame of frames) this.take(unit, frame)
  }

  /**
   * Says a request of the unit's profile and waits for its answer. Never rejects; errors are stable codes. A request
   * without answers is said when it has gone out.
   */
  async say(unit: UnitOnBus, request: string, bytes: Uint8Array): Promise<Said> {
    const { stream } = unit.profile ?? {}
    const spec = stream?.requests?.[request]
    if (!stream || !spec) return this.fail('unknown-command')
    const denied = this.context.guard(bytes)
    if (denied !== undefined) return this.fail(denied)
    if (this.talker === undefined) {
      // Answers of a unit without an address in them may be anybody's.
      const mistaken = (owing: UnitOnBus) => owing === unit || owing.profile?.stream?.address?.field === undefined
      await this.late.wait(
        mistaken,
        () => this.context.now(),
        () => this.heardAt,
      )
      await this.quiet(stream.gapMs ?? 0)
    }
    const ears = this.earsOf(unit)
    if (this.talker === undefined) {
      ears?.frames.reset()
      ears?.losses()
    }
    if (!this.line.write(bytes)) return this.fail('bus-disconnected')
    this.context.onSent(bytes)
    if (spec.answers === undefined) return { frame: { bytes: NOTHING, fields: {} } }
    const withinMs = spec.answerWithinMs ?? stream.answerWithinMs ?? USUAL_ANSWER_MS
    const characters = bytes.length + (stream.frame.length ?? USUAL_ANSWER_CHARACTERS)
    return this.answer(unit, request, withinMs + characters * this.characterMs + SLACK_MS)
  }

  private fail(error: string, frame: Uint8Array = NOTHING): Said {
    this.context.count(error)
    return { error, frame }
  }

  private earsOf(unit: UnitOnBus): Ears | undefined {
    const known = this.ears.get(unit)
    if (known !== undefined || !unit.profile?.stream) return known
    const ears = new Ears(new Decoder(unit.profile.stream))
    this.ears.set(unit, ears)
    return ears
  }

  private async quiet(gapMs: number): Promise<void> {
    const until = this.context.now() + QUIET_WITHIN_MS
    for (;;) {
      const rest = this.heardAt + gapMs - this.context.now()
      if (rest <= 0 || this.context.now() >= until) return
      await wait(Math.ceil(rest))
    }
  }

  private answer(unit: UnitOnBus, request: string, withinMs: number): Promise<Said> {
    return new Promise((resolve) => {
      const settle = (said: Said) => {
        clearTimeout(limit)
        clearTimeout(soon)
        if (this.waiting === waiting) this.waiting = undefined
        resolve(said)
      }
      const giveUp = () => {
        if (this.waiting !== waiting) return
        const half = waiting.heard === 'garbage' && (this.earsOf(unit)?.frames.held ?? 0) > 0
        if (waiting.heard === 'no-answer') this.late.owes(unit, this.context.now() + withinMs)
        settle(this.fail(half ? 'half-frame' : waiting.heard))
      }
      let soon: NodeJS.Timeout | undefined
      // The event loop may have been held up: what has arrived meanwhile is read before the verdict.
      const limit = setTimeout(() => setImmediate(giveUp), withinMs)
      const settleSoon = () => {
        soon ??= setTimeout(() => setImmediate(giveUp), SETTLE_MS)
      }
      const waiting: Waiting = { unit, request, heard: 'no-answer', settle, settleSoon }
      this.waiting = waiting
    })
  }

  /** A frame: the answer that is waited for, news, or something that nobody asked for. */
  private take(unit: UnitOnBus, frame: StreamFrame): void {
    const { waiting } = this
    const { stream } = unit.profile ?? {}
    if (!stream) return
    const own = isFrom(stream, unit.unit.address, frame.fields)
    const spec = waiting && stream.requests?.[waiting.request]
    const form = frame.form ?? ''
    if (waiting && own && spec?.answers?.includes(form)) waiting.settle({ frame })
    else if (this.talker !== undefined || (own && spec?.tells?.includes(form))) this.context.onNews(unit, frame)
    else if (waiting) {
      waiting.heard = frame.error ?? (own ? 'unknown-frame' : 'wrong-unit')
      this.context.count(waiting.heard)
      waiting.settleSoon()
    } else this.context.count('late-answer')
  }
}
