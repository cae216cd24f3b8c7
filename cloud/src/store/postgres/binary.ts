/** PostgreSQL's binary forms (array_recv, COPY BINARY), big-endian: cheaper on both sides than text. */
const INT4_OID = 23
const INT8_OID = 20
const TEXT_OID = 25
const BYTEA_OID = 17
const NULL_LENGTH = -1
const ARRAY_HEADER_BYTES = 20
/** 2^32: the upper half of an int8. */
const HALF = 4_294_967_296

/** What a binary COPY begins with: signature, flags, length of an extension. */
export const COPY_SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
export const COPY_TRAILER = -1

/** Writes what goes over the wire, growing as it must. */
export class WireWriter {
  private buffer: Buffer
  length = 0

  constructor(capacity: number) {
    this.buffer = Buffer.allocUnsafe(capacity)
  }

  private room(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + bytes))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }

  raw(bytes: Uint8Array): void {
    this.room(bytes.length)
    this.buffer.set(bytes, this.length)
    this.length += bytes.length
  }

  int2(value: number): void {
    this.room(2)
    this.length = this.buffer.writeInt16BE(value, this.length)
  }

  int4(value: number): void {
    this.room(4)
    this.length = this.buffer.writeInt32BE(value, this.length)
  }

  int4Field(value: number): void {
    this.room(8)
    this.buffer.writeInt32BE(4, this.length)
    this.length = this.buffer.writeInt32BE(value, this.length + 4)
  }

  /** A safe integer. */
  int8Field(value: number | null): void {
    if (value === null) {
      this.int4(NULL_LENGTH)
      return
    }
    this.room(12)
    this.buffer.writeInt32BE(8, this.length)
    this.buffer.writeInt32BE(Math.floor(value / HALF), this.length + 4)
    this.length = this.buffer.writeInt32BE(value | 0, this.length + 8)
  }

  /** NaN, which stands for no number, is NULL. */
  float8Field(value: number): void {
    if (Number.isNaN(value)) {
      this.int4(NULL_LENGTH)
      return
    }
    this.room(12)
    this.buffer.writeInt32BE(8, this.length)
    this.length = this.buffer.writeDoubleBE(value, this.length + 4)
  }

  bytesField(value: Uint8Array): void {
    this.int4(value.length)
    this.raw(value)
  }

  textField(value: string | null): void {
    if (value === null) {
      this.int4(NULL_LENGTH)
      return
    }
    const bytes = Buffer.byteLength(value)
    this.room(4 + bytes)
    this.buffer.writeInt32BE(bytes, this.length)
    this.length += 4 + this.buffer.write(value, this.length + 4)
  }

  take(): Buffer {
    return this.buffer.subarray(0, this.length)
  }
}

function arrayOf<Value>(oid: number, values: Value[], nullable: boolean, put: (to: WireWriter, value: Value) => void) {
  const to = new WireWriter(ARRAY_HEADER_BYTES + values.length * 16)
  to.int4(values.length === 0 ? 0 : 1)
  to.int4(nullable ? 1 : 0)
  to.int4(oid)
  if (values.length > 0) {
    to.int4(values.length)
    to.int4(1)
  }
  for (const value of values) put(to, value)
  return to.take()
}

/** Parameters for `$1::int[]` and the like: a Buffer goes over the wire as it is. */
export const int4Array = (values: number[]): Buffer => arrayOf(INT4_OID, values, false, (to, v) => to.int4Field(v))
export const int8Array = (values: (number | null)[]): Buffer =>
  arrayOf(INT8_OID, values, values.includes(null), (to, v) => to.int8Field(v))
export const textArray = (values: (string | null)[]): Buffer =>
  arrayOf(TEXT_OID, values, values.includes(null), (to, v) => to.textField(v))
export const bytesArray = (values: Uint8Array[]): Buffer =>
  arrayOf(BYTEA_OID, values, false, (to, v) => to.bytesField(v))
