const FIRST_CAPACITY_BYTES = 1 << 14
const MAX_VARINT_BYTES = 10
/** Steps at or above this lose their last bit as doubles once doubled. */
const MAX_PLAIN = 2 ** 51
const PLAIN_BYTES = 7
const FLOAT_BYTES = 8

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Whole numbers as varints, and other values, in one buffer that grows. */
export class ByteWriter {
  private bytes = new Uint8Array(FIRST_CAPACITY_BYTES)
  private view = new DataView(this.bytes.buffer)
  length = 0

  reset(): void {
    this.length = 0
  }

  /** What was written since `reset`; it stays so until the next one. */
  get written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length)
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.written.slice()
  }

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    bytes.set(this.bytes)
    this.bytes = bytes
    this.view = new DataView(bytes.buffer)
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

  float64(value: number): void {
    this.room(FLOAT_BYTES)
    this.view.setFloat64(this.length, value, true)
    this.length += FLOAT_BYTES
  }

  /** `true` as a bit; whatever else as none. */
  bits(values: readonly unknown[]): void {
    for (let i = 0; i < values.length; i += 8) {
      let byte = 0
      for (let bit = 0; bit < 8; bit++) if (values[i + bit] === true) byte |= 1 << bit
      this.byte(byte)
    }
  }

  /** UTF-8, its length before it. */
  text(text: string): void {
    const bytes = encoder.encode(text)
    this.varint(bytes.length)
    this.raw(bytes)
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

/** Takes apart what `ByteWriter` wrote. Throws where there is less than is asked for. */
export class ByteReader {
  private readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  byte(): number {
    const byte = this.bytes[this.at++]
    if (byte === undefined) throw this.ended()
    return byte
  }

  raw(length: number): Uint8Array {
    this.at += length
    if (this.at > this.bytes.length) throw this.ended()
    return this.bytes.subarray(this.at - length, this.at)
  }

  private ended(): Error {
    return new Error(`${this.bytes.length} bytes end too soon`)
  }

  /** What is left. */
  rest(): Uint8Array {
    return this.bytes.subarray(this.at)
  }

  floats(n: number): number[] {
    const bytes = this.raw(n * FLOAT_BYTES)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return Array.from({ length: n }, (_, i) => view.getFloat64(i * FLOAT_BYTES, true))
  }

  bits(n: number): boolean[] {
    const bytes = this.raw(Math.ceil(n / 8))
    return Array.from({ length: n }, (_, i) => (((bytes[i >> 3] ?? 0) >> (i & 7)) & 1) === 1)
  }

  text(): string {
    return decoder.decode(this.raw(this.varint()))
  }

  varint(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.byte()
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
