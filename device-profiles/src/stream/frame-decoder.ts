import type { ChannelValue } from '../value.ts'
import { checksumHolds } from './checksum.ts'
import { readFields } from './fields.ts'
import type { StreamGrammar } from './grammar.ts'

export const bytesOf = (hex: string[]): Uint8Array => Uint8Array.from(hex, (byte) => Number.parseInt(byte, 16))

/** A frame that was framed right: its fields, or why it was rejected. */
export type StreamFrame = { bytes: Uint8Array; fields: Record<string, ChannelValue>; error?: 'wrong-checksum' }

/**
 * Cuts frames out of a byte stream however it is chopped. After garbage it finds the next start by itself; what it
 * throws away it counts. It never holds more than one frame's length between calls.
 */
export class FrameDecoder {
  /** Bytes thrown away, and frames that began but did not end. */
  discarded = 0
  halfFrames = 0
  private readonly grammar: StreamGrammar
  private readonly start: Uint8Array
  private readonly end: Uint8Array
  private rest: Uint8Array = new Uint8Array()

  constructor(grammar: StreamGrammar) {
    this.grammar = grammar
    this.start = bytesOf(grammar.start)
    this.end = bytesOf(grammar.end ?? [])
  }

  push(chunk: Uint8Array): StreamFrame[] {
    const bytes = new Uint8Array(this.rest.length + chunk.length)
    bytes.set(this.rest)
    bytes.set(chunk, this.rest.length)
    const { length, checksum } = this.grammar
    const frames: StreamFrame[] = []
    let at = 0
    while (at < bytes.length) {
      if (!this.startsAt(bytes, at)) {
        this.discarded++
        at++
        continue
      }
      if (bytes.length - at < length) break
      const frame = bytes.slice(at, at + length)
      if (!this.end.every((byte, index) => frame[length - this.end.length + index] === byte)) {
        this.halfFrames++
        this.discarded++
        at++
      } else if (checksum && !checksumHolds(checksum, frame)) {
        frames.push({ bytes: frame, fields: {}, error: 'wrong-checksum' })
        this.discarded++
        at++
      } else {
        frames.push({ bytes: frame, fields: readFields(this.grammar, frame) })
        at += length
      }
    }
    this.rest = bytes.slice(at)
    return frames
  }

  /** Forgets a frame begun on a line that has gone. */
  reset(): void {
    this.discarded += this.rest.length
    this.rest = new Uint8Array()
  }

  private startsAt(bytes: Uint8Array, at: number): boolean {
    return this.start.every((byte, index) => at + index >= bytes.length || bytes[at + index] === byte)
  }
}
