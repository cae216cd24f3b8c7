const MARK = 0x7e
const ESCAPE = 0x7d
const ESCAPED_MARK = 0x02
const ESCAPED_ESCAPE = 0x01
/** Header of 2019 with its packets 21, body 1023, checksum 1; every byte of it escaped. */
const MOST_BYTES = 2 * (21 + 1023 + 1)

/** What stood between two marks: its content without the checksum, or what is wrong with it. A view of what was given. */
export type Frame = {
  bytes: Uint8Array
  content?: Uint8Array
  error?: 'wrong-checksum' | 'wrong-escape' | 'half-frame'
}

function checksum(content: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < content.length; at++) sum ^= content[at] ?? 0
  return sum
}

/** Content → checksum → escapes → marks: the order in which it is sent. */
export function frameOf(content: Uint8Array): Uint8Array {
  const frame = [MARK]
  for (const byte of [...content, checksum(content)])
    if (byte === MARK) frame.push(ESCAPE, ESCAPED_MARK)
    else if (byte === ESCAPE) frame.push(ESCAPE, ESCAPED_ESCAPE)
    else frame.push(byte)
  frame.push(MARK)
  return Uint8Array.from(frame)
}

/** What stood between the marks, escapes undone; undefined where an escape is none. */
export function unescaped(between: Uint8Array): Uint8Array | undefined {
  const bytes = new Uint8Array(between.length)
  let length = 0
  for (let at = 0; at < between.length; at++) {
    let byte = between[at] ?? 0
    if (byte === ESCAPE) {
      const next = between[++at]
      if (next !== ESCAPED_MARK && next !== ESCAPED_ESCAPE) return undefined
      byte = next === ESCAPED_MARK ? MARK : ESCAPE
    }
    bytes[length++] = byte
  }
  return bytes.subarray(0, length)
}

/**
 * Cuts frames out of a stream however it is chopped. Every mark may end one frame and begin the next, so that a lost
 * mark costs no more than one frame. It never holds more than one frame.
 */
export class FrameCutter {
  /** Bytes outside of frames, and of frames that grew too long. */
  discarded = 0
  private buffer: Uint8Array | undefined
  private length = 0
  private inside = false

  /** Bytes kept for the next call. */
  get held(): number {
    return this.length
  }

  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = []
    let at = 0
    while (at < chunk.length) {
      const mark = chunk.indexOf(MARK, at)
      const end = mark === -1 ? chunk.length : mark
      // With both of its marks in one chunk a frame is a part of that; most are.
      const whole = this.inside && at > 0 && this.length === 0 && end > at && end - at <= MOST_BYTES && mark !== -1
      if (whole) frames.push(opened(new Uint8Array(chunk.buffer, chunk.byteOffset + at - 1, end - at + 2)))
      else this.keep(chunk.subarray(at, end))
      if (mark === -1) break
      if (this.inside && this.length > 0) frames.push(opened(this.kept()))
      this.inside = true
      this.length = 0
      at = mark + 1
    }
    return frames
  }

  /** Forgets a frame begun on a connection that has fallen silent. */
  reset(): void {
    this.discarded += this.length
    this.length = 0
    this.inside = false
  }

  private kept(): Uint8Array {
    const bytes = new Uint8Array(this.length + 2)
    if (this.buffer) bytes.set(this.buffer.subarray(0, this.length), 1)
    bytes[0] = MARK
    bytes[bytes.length - 1] = MARK
    return bytes
  }

  private keep(bytes: Uint8Array): void {
    if (this.inside && this.length + bytes.length <= MOST_BYTES) {
      this.buffer ??= new Uint8Array(MOST_BYTES)
      this.buffer.set(bytes, this.length)
      this.length += bytes.length
      return
    }
    this.discarded += bytes.length
    if (bytes.length > 0) this.reset()
  }
}

function opened(bytes: Uint8Array): Frame {
  const between = bytes.subarray(1, -1)
  const whole = between.includes(ESCAPE) ? unescaped(between) : between
  if (whole === undefined) return { bytes, error: 'wrong-escape' }
  if (whole.length < 2) return { bytes, error: 'half-frame' }
  const content = whole.subarray(0, -1)
  return checksum(content) === whole.at(-1) ? { bytes, content } : { bytes, error: 'wrong-checksum' }
}
