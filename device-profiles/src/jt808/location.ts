import { type Fields, noFields, TIME_FIELD } from '../message/message.ts'
import type { Params } from '../params.ts'
import { bad, type ChannelValue, good } from '../value.ts'
import { dword, dwordAt, stamp, stampAt, word, wordAt } from './bytes.ts'
import { readItem, STANDARD_ITEMS } from './items.ts'
import type { Jt808Section } from './section.ts'

export const LOCATION_BYTES = 28
const LOCATED = 0x02
const SOUTH = 0x04
const WEST = 0x08
const MICRO = 1e6
const ITEM_IDS = Array.from({ length: 256 }, (_, id) => id.toString(16).toUpperCase().padStart(2, '0'))

/**
 * The body of a location report. `alarm`, `status`: all 32 bits; `alarm-high` the upper 16, for bit 31. Where the
 * terminal does not know where it is (status bit 1), place, speed, altitude and direction are bad: it repeats old ones.
 */
export function readLocation(section: Jt808Section, body: Uint8Array, params: Params): Fields | { error: string } {
  if (body.length < LOCATION_BYTES) return { error: 'wrong-length' }
  const fields = noFields()
  const [alarm, status] = [dwordAt(body, 0), dwordAt(body, 4)]
  fields.alarm = good(alarm)
  fields['alarm-high'] = good(alarm >>> 16)
  fields.status = good(status)
  const known = (status & LOCATED) !== 0
  const place = (value: ChannelValue): ChannelValue => (known ? value : bad('no-position'))
  fields.latitude = place(degrees(dwordAt(body, 8), 90, (status & SOUTH) !== 0))
  fields.longitude = place(degrees(dwordAt(body, 12), 180, (status & WEST) !== 0))
  fields.altitude = place(good((wordAt(body, 16) << 16) >> 16))
  fields.speed = place(good(wordAt(body, 18)))
  fields.direction = place(good(wordAt(body, 20)))
  const time = stampAt(body, 22)
  if (time !== undefined) fields[TIME_FIELD] = good(time)
  for (let at = LOCATION_BYTES; at + 2 <= body.length; ) {
    const length = body[at + 1] ?? 0
    const end = at + 2 + length
    if (end > body.length) break
    const id = ITEM_IDS[body[at] ?? 0] ?? ''
    const item = section.items?.[id] ?? STANDARD_ITEMS[id]
    if (item !== undefined) readItem(item, body.subarray(at + 2, end), params, fields)
    at = end
  }
  return fields
}

function degrees(micro: number, most: number, negative: boolean): ChannelValue {
  return micro > most * MICRO ? bad('out-of-range') : good((negative ? -micro : micro) / MICRO + 0)
}

/** What a terminal reports, as a simulated one writes it. `items`: id and bytes. */
export type Location = {
  alarm: number
  /** Without the bits for position, south and west: they follow from the place. */
  status: number
  /** Degrees; undefined where the terminal does not know. */
  place: { latitude: number; longitude: number } | undefined
  altitude: number
  /** km/h. */
  speed: number
  direction: number
  /** UTC ms. */
  time: number
  items: { id: number; bytes: number[] }[]
}

export function writeLocation({ alarm, status, place, altitude, speed, direction, time, items }: Location): Uint8Array {
  const { latitude = 0, longitude = 0 } = place ?? {}
  const bits =
    (status | (place === undefined ? 0 : LOCATED) | (latitude < 0 ? SOUTH : 0) | (longitude < 0 ? WEST : 0)) >>> 0
  return Uint8Array.from([
    ...dword(alarm),
    ...dword(bits),
    ...dword(Math.round(Math.abs(latitude) * MICRO)),
    ...dword(Math.round(Math.abs(longitude) * MICRO)),
    ...word(altitude & 0xffff),
    ...word(Math.round(speed * 10)),
    ...word(Math.round(direction) % 360),
    ...stamp(time),
    ...items.flatMap(({ id, bytes }) => [id, bytes.length, ...bytes]),
  ])
}

/** The location reports of a batch (0x0704); `stored`: they were kept while there was no coverage. */
export function readBatch(body: Uint8Array): { stored: boolean; locations: Uint8Array[] } | { error: string } {
  const count = wordAt(body, 0)
  const locations: Uint8Array[] = []
  let at = 3
  while (at + 2 <= body.length && locations.length < count) {
    const end = at + 2 + wordAt(body, at)
    if (end > body.length) break
    locations.push(body.slice(at + 2, end))
    at = end
  }
  return locations.length === count && count > 0 ? { stored: body[2] === 1, locations } : { error: 'wrong-length' }
}

export const writeBatch = (stored: boolean, locations: Uint8Array[]): Uint8Array =>
  Uint8Array.from([
    ...word(locations.length),
    stored ? 1 : 0,
    ...locations.flatMap((each) => [...word(each.length), ...each]),
  ])
