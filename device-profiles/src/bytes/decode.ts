import { type Fields, noFields } from '../message/message.ts'
import { bad, type ChannelValue, good } from '../value.ts'
import type { ByteItem, ByteLayout } from './layout.ts'

const BITS = 8
type FieldItem = Extract<ByteItem, { field: string }>

const SIZE: Record<FieldItem['type'], number> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint24: 3,
  uint32: 4,
  int32: 4,
  float32: 4,
  'float-11073': 4,
}
/** Reserved mantissas of IEEE 11073-20601: not a number, not at this resolution, reserved. */
const NO_NUMBER_11073 = [0x7fffff, 0x800000, 0x800001]

/** The fields of a payload; an item that the payload is too short for ends it as `half-frame`. */
export function decodeBytes(layout: ByteLayout, bytes: Uint8Array): Fields | { error: string } {
  const fields = noFields()
  let at = 0
  for (const item of layout) {
    if ('when' in item && item.when !== undefined) {
      const { at: flagAt, mask, is } = item.when
      if (((bytes[flagAt] ?? 0) & mask) !== is) continue
    }
    const size =
      'field' in item ? SIZE[item.type] : 'skip' in item ? item.skip : Math.ceil((item.bits * item.count) / BITS)
    if (at + size > bytes.length) return { error: 'half-frame' }
    const part = bytes.subarray(at, at + size)
    if ('field' in item) fields[item.field] = readNumber(item, part)
    else if ('packed' in item) readPacked(item, part, fields)
    at += size
  }
  return fields
}

function readNumber({ type, order }: FieldItem, part: Uint8Array): ChannelValue {
  const little = order !== 'big'
  const view = new DataView(part.buffer, part.byteOffset, part.length)
  switch (type) {
    case 'uint8':
      return good(view.getUint8(0))
    case 'int8':
      return good(view.getInt8(0))
    case 'uint16':
      return good(view.getUint16(0, little))
    case 'int16':
      return good(view.getInt16(0, little))
    case 'uint24':
      return good(
        little ? view.getUint16(0, true) | (view.getUint8(2) << 16) : (view.getUint8(0) << 16) | view.getUint16(1),
      )
    case 'uint32':
      return good(view.getUint32(0, little))
    case 'int32':
      return good(view.getInt32(0, little))
    case 'float32': {
      const value = Number(view.getFloat32(0, little).toPrecision(7))
      return Number.isFinite(value) ? good(value) : bad('not-a-number')
    }
    default: {
      const raw = view.getUint32(0, little)
      const mantissa = raw & 0xffffff
      if (NO_NUMBER_11073.includes(mantissa)) return bad('not-a-number')
      const value = ((mantissa << 8) >> 8) * 10 ** (raw >> 24)
      return good(Number(value.toPrecision(7)))
    }
  }
}

function readPacked(
  { packed, bits, count }: Extract<ByteItem, { packed: string }>,
  part: Uint8Array,
  into: Fields,
): void {
  for (let n = 0; n < count; n++) {
    let value = 0
    for (let bit = 0; bit < bits; bit++) {
      const place = n * bits + bit
      value |= (((part[place >> 3] ?? 0) >> (place & 7)) & 1) << bit
    }
    into[`${packed}-${n + 1}`] = good(value)
  }
}
