import type { Value } from '@zaojun/core'
import type { FieldSource } from '@zaojun/device-profiles'
import { STANDARD_ITEMS, writeValue } from '@zaojun/device-profiles/jt808/items'
import { type Location, writeLocation } from '@zaojun/device-profiles/jt808/location'
import { ITEM_TYPES, type Item, type ItemType } from '@zaojun/device-profiles/jt808/section'
import { type Media, writeMedia } from '@zaojun/device-profiles/jt808/terminal'
import { rawEvent, rawField, type SimulatedEvent } from '../message-json.ts'
import type { SimulatedUnit } from '../simulated-unit.ts'

const POSITION = 0x02
const LOWEST = (mask: number): number => mask & -mask

/** The body of a location report as the terminal would send it now. `time` is UTC ms. */
export function locationOf(unit: SimulatedUnit, time: number): Uint8Array {
  const raw = new Map<string, Value>()
  const bits: Record<string, number> = { status: 0, alarm: 0, 'alarm-high': 0 }
  let known = true
  for (const [key, { from }] of Object.entries(unit.profile.channels)) {
    if (!('field' in from)) continue
    const value = unit.value(key)
    if (from.field === 'status' && from.mask === POSITION) known = value === true
    else if (bits[from.field] !== undefined && from.mask !== undefined)
      bits[from.field] = (bits[from.field] ?? 0) | (value === true ? LOWEST(from.mask) : 0)
    else raw.set(from.field, rawOf(from, unit, value, raw.get(from.field)))
  }
  const number = (field: string): number => Number(raw.get(field) ?? 0)
  const placed = known && raw.get('latitude') !== null && raw.get('longitude') !== null
  const location: Location = {
    alarm: ((bits.alarm ?? 0) | ((bits['alarm-high'] ?? 0) << 16)) >>> 0,
    status: bits.status ?? 0,
    place: placed ? { latitude: number('latitude'), longitude: number('longitude') } : undefined,
    altitude: number('altitude'),
    speed: number('speed') / 10,
    direction: number('direction'),
    time,
    items: itemsOf(unit, raw),
  }
  return writeLocation(location)
}

/** Bits in an item of their own are collected; everything else is written as it reads. */
function rawOf(from: FieldSource, unit: SimulatedUnit, value: Value, before: Value | undefined): Value {
  if (from.mask === undefined) return rawField(from, unit, value)
  return Number(before ?? 0) | (value === true ? LOWEST(from.mask) : 0)
}

function itemsOf(unit: SimulatedUnit, raw: ReadonlyMap<string, Value>): Location['items'] {
  const all: Record<string, Item> = { ...STANDARD_ITEMS, ...unit.profile.jt808?.items }
  return Object.entries(all).flatMap(([id, item]) => {
    const type = typeOf(item, unit)
    const names =
      item.times === undefined ? [item.field] : Array.from({ length: item.times }, (_, n) => `${item.field}-${n + 1}`)
    const values = names.map((name) => raw.get(name))
    if (type === undefined || values.every((value) => value === undefined || value === null)) return []
    const bytes = values.flatMap((value) => writeValue(typeof value === 'number' ? value : 0, type))
    return [{ id: Number.parseInt(id, 16), bytes }]
  })
}

const typeOf = ({ type }: Item, unit: SimulatedUnit): ItemType | undefined =>
  typeof type === 'string' ? type : ITEM_TYPES.find((each) => each === unit.params[type.param])

/** The body of a picture (0x0801) that an event tells of. */
export function mediaOf(unit: SimulatedUnit, told: SimulatedEvent, number: number, time: number): Uint8Array {
  const raw = rawEvent(unit, told)
  const media: Media = {
    media: Number(told.key ?? number),
    type: 0,
    format: 0,
    event: Number(raw['media-event'] ?? 0),
    camera: Number(raw['media-camera'] ?? 1),
    location: locationOf(unit, time).subarray(0, 28),
    data: told.pictures?.[0] ?? Uint8Array.from([0xff, 0xd8, 0xff, 0xd9]),
  }
  return writeMedia(media)
}
