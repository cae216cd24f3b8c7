const FIRST_CAPACITY_BYTES = 1 << 14
const MAX_VARINT_BYTES = 10
/** Steps at or above this lose their last bit as doubles once doubled. */
const MAX_PLAIN = 2 ** 51
const PLAIN_BYTES = 7

/** Whole numbers as varints, in one buffer that grows. */
export class ByteWriter {
  private bytes = new Uint8Array(FIRST_CAPACITY_BYTES)
  length = 0

  take(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length)
  }

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    bytes.set(this.bytes)
    this.bytes = bytes
  }

  byte(value: number): void {
    this.room(1)
    this.bytes[this.length++] = value
  }

  raw(bytes: Uint8Array): void {
    this.room(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  /** A safe integer, not negative. */
  varint(value: number): void {
    this.room(MAX_VARINT_BYTES)
    let rest = value
    while (rest >= 0x80000000) {
      this.bytes[this.length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.bytes[this.length++] = rest
  }

  /** A safe integer, zigzag. */
  signed(value: number): void {
    if (value < MAX_PLAIN && value > -MAX_PLAIN) this.varint(value >= 0 ? value * 2 : -value * 2 - 1)
    else this.long(value >= 0 ? BigInt(value) * 2n : BigInt(-value) * 2n - 1n)
  }

  private long(value: bigint): void {
    this.room(MAX_VARINT_BYTES)
    let rest = value
    for (; rest >= 0x80n; rest >>= 7n) this.bytes[this.length++] = Number(rest & 0x7fn) | 0x80
    this.bytes[this.length++] = Number(rest)
  }
}

/** Takes apart what `ByteWriter` wrote. */
export class ByteReader {
  private readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  byte(): number {
    return this.bytes[this.at++] ?? 0
  }

  raw(length: number): Uint8Array {
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  /** What is left. */
  rest(): Uint8Array {
    return this.bytes.subarray(this.at)
  }

  varint(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.bytes[this.at++] ?? 0
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 0x80
    }
  }

  signed(): number {
    const start = this.at
    const value = this.varint()
    if (this.at - start <= PLAIN_BYTES) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    let long = 0n
    for (let i = this.at - 1; i >= start; i--) long = (long << 7n) | BigInt((this.bytes[i] ?? 0) & 0x7f)
    return Number(long % 2n === 0n ? long / 2n : -(long + 1n) / 2n)
  }
}
