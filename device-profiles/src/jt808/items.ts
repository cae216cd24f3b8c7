import type { Fields } from '../message/message.ts'
import type { Params } from '../params.ts'
import { bad, type ChannelValue, good } from '../value.ts'
import { dwordAt, wordAt } from './bytes.ts'
import { ITEM_TYPES, type Item, type ItemType } from './section.ts'

/** Extra items of JT/T 808-2013 and 2019 that hold one number. */
export const STANDARD_ITEMS: Readonly<Record<string, Item>> = {
  '01': { field: 'mileage', type: 'uint32' },
  '02': { field: 'fuel', type: 'uint16' },
  '03': { field: 'recorder-speed', type: 'uint16' },
  '06': { field: 'compartment-temperature', type: 'int16' },
  '25': { field: 'vehicle-signals', type: 'uint32' },
  '2A': { field: 'io', type: 'uint16' },
  '2B': { field: 'analog', type: 'uint32' },
  '30': { field: 'signal', type: 'uint8' },
  '31': { field: 'satellites', type: 'uint8' },
}

const BYTES: Record<Exclude<ItemType, 'hex'>, number> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  sign16: 2,
  uint32: 4,
  int32: 4,
}
/** A text of a reading holds no more. */
const MOST_HEX_BYTES = 512

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('')

export const bytesOfType = (type: ItemType): number | undefined => (type === 'hex' ? undefined : BYTES[type])

/** The number, or the hex digits, that stand at a place. */
export function valueAt(bytes: Uint8Array, at: number, type: ItemType): ChannelValue {
  if (type === 'hex') return bytes.length > MOST_HEX_BYTES ? bad('too-long') : good(hexOf(bytes.subarray(at)))
  if (at + BYTES[type] > bytes.length) return bad('wrong-length')
  if (type === 'uint8') return good(bytes[at] ?? 0)
  if (type === 'int8') return good(((bytes[at] ?? 0) << 24) >> 24)
  if (type === 'uint32') return good(dwordAt(bytes, at))
  if (type === 'int32') return good(dwordAt(bytes, at) | 0)
  const raw = wordAt(bytes, at)
  if (type === 'sign16') return good(raw & 0x8000 ? -(raw & 0x7fff) + 0 : raw)
  return good(type === 'int16' ? (raw << 16) >> 16 : raw)
}

/** Writes the fields of one extra item into `into`. */
export function readItem(item: Item, bytes: Uint8Array, params: Params, into: Fields): void {
  const type = typeof item.type === 'string' ? item.type : ITEM_TYPES.find((each) => each === params[paramOf(item)])
  if (type === undefined || item.times === undefined) {
    into[item.field] = type === undefined ? bad('not-configured') : sole(bytes, type)
    return
  }
  const step = bytesOfType(type) ?? bytes.length
  const wired = item.wired === undefined ? item.times : params[item.wired.param]
  for (let n = 0; n < item.times && (n + 1) * step <= bytes.length; n++) {
    const value = valueAt(bytes, n * step, type)
    const known = typeof wired === 'number'
    const absent = known ? n >= wired : value.value === 0
    into[`${item.field}-${n + 1}`] = absent ? bad(known ? 'not-connected' : 'zero-or-not-connected') : value
  }
}

const paramOf = ({ type }: Item): string => (typeof type === 'string' ? '' : type.param)

/** An item of another length than its type is none of that type. */
function sole(bytes: Uint8Array, type: ItemType): ChannelValue {
  const wanted = bytesOfType(type)
  return wanted === undefined || wanted === bytes.length ? valueAt(bytes, 0, type) : bad('wrong-length')
}

/** A number as its type is written; the nearest that fits. */
export function writeValue(value: number, type: ItemType): number[] {
  const bytes = bytesOfType(type) ?? 0
  const signed = type.startsWith('int') || type === 'sign16'
  const most = 2 ** (bytes * 8 - (signed ? 1 : 0)) - 1
  const least = type === 'sign16' ? -most : signed ? -most - 1 : 0
  const whole = Math.min(most, Math.max(least, Math.round(value)))
  const raw = type === 'sign16' && whole < 0 ? 0x8000 | -whole : whole
  return Array.from({ length: bytes }, (_, at) => Math.floor(raw / 2 ** (8 * (bytes - 1 - at))) & 0xff)
}
