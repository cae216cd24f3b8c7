import { COPY_SIGNATURE, COPY_TRAILER } from './binary.ts'

const COUNT_BYTES = 2
const LENGTH_BYTES = 4

/**
 * Rows of a binary COPY, each the next part of some lists: how many numbers each list has, then the part's bytes of each
 * list. Puts the lists together, one after another. `widths`: bytes of a number of each.
 */
export class PackedReader {
  /** All lists; whole once the last message has been taken. */
  packed = new ArrayBuffer(0)
  private readonly widths: number[]
  /** Where the next bytes of each list go. */
  private places: number[] = []
  private ends: number[] = []

  constructor(widths: number[]) {
    this.widths = widths
  }

  /** A message holds whole rows; the first begins with the signature. Throws where it holds anything else. */
  take(message: Buffer): void {
    const isFirst = message.subarray(0, COPY_SIGNATURE.length).equals(COPY_SIGNATURE)
    for (let at = isFirst ? COPY_SIGNATURE.length : 0; at < message.length; ) at = this.row(message, at)
  }

  /** Where the row ends. */
  private row(message: Buffer, start: number): number {
    const fields = message.readInt16BE(start)
    let at = start + COUNT_BYTES
    if (fields === COPY_TRAILER) return at
    if (fields !== 1 + this.widths.length)
      throw new Error(`a row of ${fields} fields instead of ${1 + this.widths.length}`)
    const field = (): Buffer => {
      const from = at + LENGTH_BYTES
      at = from + message.readInt32BE(at)
      if (at < from || at > message.length) throw new Error('a row ends within a field')
      return message.subarray(from, at)
    }
    const rows = field().readInt32BE()
    if (this.places.length === 0) this.makeRoom(rows)
    this.widths.forEach((_, list) => {
      const [bytes, place, end] = [field(), this.places[list] ?? 0, this.ends[list] ?? 0]
      if (place + bytes.length > end) throw new Error('a list is longer than it was said to be')
      new Uint8Array(this.packed, place).set(bytes)
      this.places[list] = place + bytes.length
    })
    return at
  }

  private makeRoom(rows: number): void {
    let at = 0
    for (const width of this.widths) {
      this.places.push(at)
      at += rows * width
      this.ends.push(at)
    }
    this.packed = new ArrayBuffer(at)
  }
}
