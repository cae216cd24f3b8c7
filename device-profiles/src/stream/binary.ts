import { bad, type ChannelValue, good, tidy } from '../value.ts'
import type { BcdField, BinaryField } from './field.ts'

const WIDTH: Record<BinaryField['as'], number> = { u8: 1, s8: 1, u16: 2, s16: 2, u24: 3, u32: 4, s32: 4, f32: 4 }
const TOP_BIT = 0x80
/** A 32-bit float is good for so many digits. */
const FLOAT_DIGITS = 7

/** How many bytes a binary number takes. */
export const widthOf = ({ as }: Pick<BinaryField, 'as'>): number => WIDTH[as]

type Biased = { first?: 'low' | 'high'; bias?: number }

/** The bytes at a place, most significant first, their bias taken off. */
function taken({ first, bias = 0 }: Biased, frame: Uint8Array, from: number, width: number): number[] {
  const bytes = Array.from(frame.subarray(from, from + width), (byte) => (byte - bias) & 0xff)
  return first === 'low' ? bytes.reverse() : bytes
}

/** The same the other way: what stands on the wire. */
function put({ first, bias = 0 }: Biased, bytes: number[]): number[] {
  const biased = bytes.map((byte) => (byte + bias) & 0xff)
  return first === 'low' ? biased.reverse() : biased
}

export function readBinary(field: BinaryField, frame: Uint8Array, from: number): ChannelValue {
  const width = widthOf(field)
  if (from + width > frame.length) return bad('half-frame')
  const bytes = taken(field, frame, from, width)
  if (field.as === 'f32') {
    const number = new DataView(Uint8Array.from(bytes).buffer).getFloat32(0)
    return Number.isFinite(number) ? good(Number(number.toPrecision(FLOAT_DIGITS)) + 0) : bad('not-a-number')
  }
  const raw = bytes.reduce((number, byte) => number * 256 + byte, 0)
  if (field.bits) return good(Math.floor(raw / 2 ** field.bits.from) % 2 ** field.bits.count)
  return good(field.as.startsWith('s') && raw >= 2 ** (8 * width - 1) ? raw - 2 ** (8 * width) : raw)
}

/** The bytes of a number; `before` is what stands there, of which a range of bits is replaced. No number is all ones. */
export function binaryBytes(field: BinaryField, value: unknown, before: Uint8Array): number[] {
  const width = widthOf(field)
  if (typeof value !== 'number') return Array.from({ length: width }, () => 0xff)
  if (field.as === 'f32') {
    const view = new DataView(new ArrayBuffer(4))
    view.setFloat32(0, value)
    return put(field, [...new Uint8Array(view.buffer)])
  }
  let raw = Math.round(value)
  if (field.bits) {
    const { from, count } = field.bits
    const was = taken(field, before, 0, width).reduce((number, byte) => number * 256 + byte, 0)
    const here = Math.floor(was / 2 ** from) % 2 ** count
    raw = was + ((raw % 2 ** count) - here) * 2 ** from
  }
  if (raw < 0) raw += 2 ** (8 * width)
  return put(
    field,
    Array.from({ length: width }, (_, index) => Math.floor(raw / 256 ** (width - 1 - index)) & 0xff),
  )
}

export function readBcd(field: BcdField, frame: Uint8Array, from: number): ChannelValue {
  if (from + field.length > frame.length) return bad('half-frame')
  const bytes = taken(field, frame, from, field.length)
  const minus = field.signed === true && ((bytes[0] ?? 0) & TOP_BIT) !== 0
  if (minus) bytes[0] = (bytes[0] ?? 0) & ~TOP_BIT
  const digits = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  if (!/^[0-9]+$/.test(digits)) return bad('not-a-number')
  if (field.text) return good(digits)
  return good(tidy(minus ? -Number(digits) : Number(digits)))
}

/** The bytes of a whole number or of digits; what does not fit is all ones, as meters write it. */
export function bcdBytes(field: BcdField, value: unknown): number[] {
  const number = typeof value === 'number' ? Math.round(value) : undefined
  const digits = number === undefined ? String(value ?? '') : String(Math.abs(number))
  const fits = /^[0-9]+$/.test(digits) && digits.length <= 2 * field.length
  if (!fits)
    return put(
      field,
      Array.from({ length: field.length }, () => 0xff),
    )
  const pairs = digits.padStart(2 * field.length, '0').match(/../g) ?? []
  const bytes = pairs.map((pair) => Number.parseInt(pair, 16))
  if (field.signed && number !== undefined && number < 0) bytes[0] = (bytes[0] ?? 0) | TOP_BIT
  return put(field, bytes)
}
