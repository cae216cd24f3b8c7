import type { Fields } from '../message/message.ts'
import { checker, fromFront } from './checksum.ts'
import { bytesOf, type FormReader, formReaders, type Matcher, matcherOf, matches } from './form.ts'
import type { StreamGrammar } from './grammar.ts'

/**
 * A frame that was framed right: its form and fields, or why it could not be used. `refusal`: the unit says by it that
 * it cannot or will not.
 */
export type StreamFrame = {
  bytes: Uint8Array
  fields: Fields
  form?: string
  refusal?: string
  error?: 'wrong-checksum' | 'unknown-frame'
}

const MORE = 0
const NOTHING = new Uint8Array()

/**
 * Cuts frames out of a byte stream however it is chopped. After garbage it finds the next start by itself; what it
 * throws away it counts. It never holds more than one frame's length between calls.
 */
export class FrameDecoder {
  /** Bytes thrown away, and frames that began but did not end. */
  discarded = 0
  halfFrames = 0
  private readonly frame: StreamGrammar['frame']
  private readonly forms: FormReader[]
  private readonly holds: ((frame: Uint8Array) => boolean) | undefined
  private readonly start: Uint8Array
  private readonly ends: Uint8Array[]
  private readonly idle: Uint8Array
  private readonly matchers: Matcher[]
  /** A frame without a check that holds its own start again lost its end. */
  private readonly startIsOne: boolean
  private rest: Uint8Array = NOTHING
  /** In the middle of a line that is too long: all up to its end goes. */
  private overlong = false
  /** Length of the end of the line that was cut last. */
  private ended = 0

  constructor(grammar: StreamGrammar) {
    const { frame } = grammar
    this.frame = frame
    this.forms = formReaders(grammar)
    this.holds = frame.checksum === undefined ? undefined : checker(frame.checksum)
    this.start = bytesOf(frame.start ?? '')
    this.ends = (frame.end === undefined ? [] : [frame.end].flat()).map(bytesOf)
    this.idle = bytesOf(frame.idle ?? '')
    this.matchers = (frame.match ?? []).map(matcherOf)
    this.startIsOne = this.start.length > 0 && frame.checksum === undefined
  }

  /** Bytes kept for the next call. */
  get held(): number {
    return this.rest.length
  }

  push(chunk: Uint8Array): StreamFrame[] {
    const bytes = this.rest.length === 0 ? chunk : join(this.rest, chunk)
    const frames: StreamFrame[] = []
    let at = 0
    while (at < bytes.length) {
      if (!this.leads(bytes, at)) {
        if (!this.idle.includes(bytes[at] ?? 0)) this.discarded++
        at++
        continue
      }
      const length = this.cut(bytes, at)
      if (length === MORE) break
      at += length < 0 ? this.thrown(-length) : this.taken(bytes.slice(at, at + length), frames)
    }
    this.rest = at === bytes.length ? NOTHING : bytes.slice(at)
    return frames
  }

  /** Forgets a frame begun on a line that has gone. */
  reset(): void {
    this.discarded += this.rest.length
    this.rest = NOTHING
    this.overlong = false
  }

  private thrown(count: number): number {
    this.discarded += count
    return count
  }

  /** Judges a frame that was cut; gives how many bytes are done with. */
  private taken(frame: Uint8Array, frames: StreamFrame[]): number {
    const { checksum, longest } = this.frame
    const whole = longest !== undefined && this.start.length === 0
    if (this.overlong) {
      this.overlong = false
      this.halfFrames++
      return this.thrown(frame.length)
    }
    // An empty line, or what is left of a line end of two bytes.
    if (whole && frame.length === this.ended) return frame.length
    if (this.holds !== undefined && !this.holds(frame)) {
      frames.push({ bytes: frame, fields: {}, error: 'wrong-checksum' })
      return this.thrown(whole ? frame.length : 1)
    }
    const end = frame.length - this.ended
    const to = checksum === undefined ? end : Math.min(end, fromFront(checksum.at, frame.length))
    for (const reader of this.forms) {
      const fields = reader.read(frame, this.start.length, to)
      if (fields === undefined) continue
      const { error } = reader.form
      frames.push(
        error === undefined
          ? { bytes: frame, fields, form: reader.name }
          : { bytes: frame, fields, form: reader.name, refusal: error },
      )
      return frame.length
    }
    frames.push({ bytes: frame, fields: {}, error: 'unknown-frame' })
    return this.thrown(checksum || longest !== undefined ? frame.length : 1)
  }

  /** Whether a frame may begin here, as far as the bytes that are there tell. */
  private leads(bytes: Uint8Array, at: number): boolean {
    for (let index = 0; index < this.start.length && at + index < bytes.length; index++)
      if (bytes[at + index] !== this.start[index]) return false
    if (this.matchers.length === 0) return true
    for (const matcher of this.matchers)
      if (matcher.at >= 0 && at + matcher.at + matcher.is.length <= bytes.length && !matches(matcher, bytes, at, 0))
        return false
    return true
  }

  /** Length of the frame that begins at `at`; `MORE` while it is not all there; below zero: so many bytes are none. */
  private cut(bytes: Uint8Array, at: number): number {
    const { length, size, longest = 0 } = this.frame
    if (length !== undefined) return this.ofLength(bytes, at, length)
    if (size === undefined) return this.line(bytes, at, longest)
    const place = at + size.at
    if (place + size.bytes > bytes.length) return MORE
    const [one = 0, two = 0] = bytes.subarray(place)
    const said = size.bytes === 1 ? one : size.first === 'low' ? two * 256 + one : one * 256 + two
    const whole = said + size.plus
    if (whole > size.longest || whole < size.at + size.bytes) return this.half(1)
    return this.ofLength(bytes, at, whole)
  }

  private half(count: number): number {
    this.halfFrames++
    return -count
  }

  private ofLength(bytes: Uint8Array, at: number, length: number): number {
    const [end] = this.ends
    this.ended = end?.length ?? 0
    const again = this.startIsOne ? this.startAgain(bytes, at, Math.min(bytes.length, at + length)) : undefined
    if (again !== undefined) return this.half(again - at)
    if (bytes.length - at < length) return MORE
    if (end !== undefined && !standsAt(bytes, at + length - end.length, end)) return this.half(1)
    for (const matcher of this.matchers) if (!matches(matcher, bytes, at, length)) return this.half(1)
    return length
  }

  private line(bytes: Uint8Array, at: number, longest: number): number {
    const limit = Math.min(bytes.length, at + longest)
    for (let place = at + this.start.length; place < limit; place++) {
      if (this.startIsOne && standsAt(bytes, place, this.start)) return this.half(place - at)
      for (const end of this.ends)
        if (place + end.length <= limit && standsAt(bytes, place, end)) {
          this.ended = end.length
          return place + end.length - at
        }
    }
    if (limit - at < longest) return MORE
    if (this.start.length > 0) return this.half(1)
    this.overlong = true
    return -longest
  }

  /** Where the start stands a second time before `limit`. */
  private startAgain(bytes: Uint8Array, at: number, limit: number): number | undefined {
    for (let place = at + this.start.length; place + this.start.length <= limit; place++)
      if (standsAt(bytes, place, this.start)) return place
    return undefined
  }
}

function standsAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let index = 0; index < wanted.length; index++) if (bytes[at + index] !== wanted[index]) return false
  return true
}

function join(one: Uint8Array, two: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + two.length)
  both.set(one)
  both.set(two, one.length)
  return both
}
