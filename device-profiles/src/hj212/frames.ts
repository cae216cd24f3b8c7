import { crcOf } from './crc.ts'
import type { FrameFault } from './section.ts'

/** A data segment longer than this is none, whatever the length says; the standard's own limit is 1024. */
export const MOST_DATA_BYTES = 2048
const STANDARD_DATA_BYTES = 1024
const HEAD_BYTES = 6
const CRC_BYTES = 4
const HASH = 0x23
const CR = 0x0d
const LF = 0x0a
const AMPERSAND = 0x26
const DECODER = new TextDecoder('latin1')

/** A packet as it was framed: its data segment, its bytes, and what is wrong with how it is written. */
export type Frame = { data: string; bytes: Uint8Array; faults: FrameFault[] }
type Found = Frame & { end: number }

/**
 * Cuts packets out of a stream however it is chopped. After garbage it finds the next `##` by itself; what it throws
 * away it counts. Between calls it holds less than one packet of the longest kind. A wrong length or checksum is said,
 * not judged: some models write so, and only their profile may bear it.
 */
export class FrameCutter {
  /** Bytes thrown away, and packets that began and never ended. */
  discarded = 0
  halfFrames = 0
  private rest: Uint8Array = new Uint8Array()

  /** Bytes kept for the next call. */
  get held(): number {
    return this.rest.length
  }

  push(chunk: Uint8Array): Frame[] {
    const bytes = this.rest.length === 0 ? chunk : joined(this.rest, chunk)
    const frames: Frame[] = []
    let at = 0
    for (;;) {
      const start = startFrom(bytes, at)
      this.drop(bytes, at, start)
      at = start
      if (bytes.length - at < HEAD_BYTES) break
      const next = nextStart(bytes, at + 1)
      const found = take(bytes, at, next)
      if (found === 'more') break
      if (found === undefined) {
        this.halfFrames++
        this.drop(bytes, at, at + 1)
        at++
      } else {
        frames.push({ data: found.data, bytes: found.bytes, faults: found.faults })
        at = found.end
      }
    }
    this.rest = new Uint8Array(bytes.subarray(at))
    return frames
  }

  /** Forgets a packet begun on a connection that has gone or fallen silent. */
  reset(): void {
    if (this.rest.length > 0) this.halfFrames++
    this.discarded += this.rest.length
    this.rest = new Uint8Array()
  }

  /** Line ends between packets are no garbage. */
  private drop(bytes: Uint8Array, from: number, to: number): void {
    for (let index = from; index < to; index++) if (bytes[index] !== CR && bytes[index] !== LF) this.discarded++
  }
}

function joined(rest: Uint8Array, chunk: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(rest.length + chunk.length)
  bytes.set(rest)
  bytes.set(chunk, rest.length)
  return bytes
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39

/** Whether `##` and four digits stand here, as far as bytes have come. */
function startsAt(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== HASH || (at + 1 < bytes.length && bytes[at + 1] !== HASH)) return false
  for (let index = at + 2; index < at + HEAD_BYTES; index++)
    if (index < bytes.length && !isDigit(bytes[index])) return false
  return true
}

function startFrom(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(HASH, from); at !== -1; at = bytes.indexOf(HASH, at + 1))
    if (startsAt(bytes, at)) return at
  return bytes.length
}

/** The next whole `##` and digits within a packet's length: no data segment holds one. */
function nextStart(bytes: Uint8Array, from: number): number | undefined {
  const most = Math.min(bytes.length - HEAD_BYTES, from + HEAD_BYTES + MOST_DATA_BYTES + CRC_BYTES)
  for (let at = bytes.indexOf(HASH, from); at !== -1 && at <= most; at = bytes.indexOf(HASH, at + 1))
    if (startsAt(bytes, at)) return at
  return undefined
}

/** The packet that begins at `at`; `more` where it has not all come; undefined where it is none. */
function take(bytes: Uint8Array, at: number, next: number | undefined): Found | 'more' | undefined {
  const begin = at + HEAD_BYTES
  const stated = Number(DECODER.decode(bytes.subarray(at + 2, begin)))
  const end = begin + stated
  if (stated <= MOST_DATA_BYTES && (next === undefined || end <= next)) {
    // No data segment holds a line end: one before the stated end says that the length is wrong.
    if (bytes.length < end && lineEndIn(bytes.subarray(begin)) === -1) return 'more'
    if (bytes.length >= end && endsData(bytes, end)) {
      const tail = tailAt(bytes, end)
      if (tail === 'more') return 'more'
      return frameOf(bytes, at, end, tail, [])
    }
  }
  return byLine(bytes, at, next)
}

/** The stated length does not fit: the line end says where the packet is over. */
function byLine(bytes: Uint8Array, at: number, next: number | undefined): Found | 'more' | undefined {
  const begin = at + HEAD_BYTES
  const most = begin + MOST_DATA_BYTES + CRC_BYTES
  const cut = bytes.subarray(0, Math.min(bytes.length, most, next ?? bytes.length))
  const length = lineEndIn(cut.subarray(begin))
  if (length === -1 && next === undefined && bytes.length < most) return 'more'
  const stop = length === -1 ? cut.length : begin + length
  for (let end = stop; end >= Math.max(begin + 2, stop - CRC_BYTES); end--)
    if (endsData(bytes, end)) return frameOf(bytes, at, end, stop - end, ['wrong-length'])
  return undefined
}

function lineEndIn(bytes: Uint8Array): number {
  const [carriage, feed] = [bytes.indexOf(CR), bytes.indexOf(LF)]
  return carriage === -1 || feed === -1 ? Math.max(carriage, feed) : Math.min(carriage, feed)
}

const endsData = (bytes: Uint8Array, end: number): boolean =>
  bytes[end - 1] === AMPERSAND && bytes[end - 2] === AMPERSAND && bytes[end - 3] !== undefined

/** How many characters of a checksum follow the data: four, or fewer before the line's end. */
function tailAt(bytes: Uint8Array, end: number): number | 'more' {
  for (let length = 0; length < CRC_BYTES; length++) {
    const byte = bytes[end + length]
    if (byte === undefined) return 'more'
    if (byte === CR || byte === LF || byte === HASH) return length
  }
  return CRC_BYTES
}

function frameOf(bytes: Uint8Array, at: number, end: number, tail: number, faults: FrameFault[]): Found {
  const begin = at + HEAD_BYTES
  const given = DECODER.decode(bytes.subarray(end, end + tail))
  const said = [...faults]
  if (end - begin > STANDARD_DATA_BYTES) said.push('over-length')
  if (!/^[0-9A-Fa-f]{4}$/.test(given)) said.push('no-checksum')
  else if (given.toUpperCase() !== crcOf(bytes.subarray(begin, end))) said.push('wrong-checksum')
  let over = end + tail
  if (bytes[over] === CR) over++
  if (bytes[over] === LF) over++
  return {
    data: DECODER.decode(bytes.subarray(begin, end)),
    bytes: new Uint8Array(bytes.subarray(at, over)),
    faults: said,
    end: over,
  }
}
