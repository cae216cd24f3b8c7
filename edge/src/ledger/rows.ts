import { type Clock, type Entry, type EntryBody, ORIGINS, QUALITIES, type Value } from '@zaojun/core'

/** Codes of `entry.kind`: append only. Readings below 10, by the type of their value. */
const READING_NUMBER = 0
const READING_BOOLEAN = 1
const READING_TEXT = 2
const READING_NULL = 3
const OTHER_KINDS = { event: 10, record: 11, command: 12, gap: 13, registry: 14 } as const
export const KIND_CODES: Record<string, number[]> = {
  reading: [READING_NUMBER, READING_BOOLEAN, READING_TEXT, READING_NULL],
  ...Object.fromEntries(Object.entries(OTHER_KINDS).map(([name, code]) => [name, [code]])),
}

export type Cell = number | string | null
/** A row of `entry` without its seq: kind, value, quality, origin, body. */
export type Columns = { kind: number; value: Cell; quality: number | null; origin: number | null; body: string | null }

export function columnsOf(entry: EntryBody): Columns {
  if (entry.type !== 'reading') {
    return { kind: OTHER_KINDS[entry.type], value: null, quality: null, origin: null, body: JSON.stringify(entry) }
  }
  const { reason, deviceTime, value } = entry
  return {
    ...valueColumns(value),
    quality: QUALITIES.indexOf(entry.quality),
    origin: ORIGINS.indexOf(entry.origin),
    body: reason === undefined && deviceTime === undefined ? null : JSON.stringify({ reason, deviceTime }),
  }
}

function valueColumns(value: Value): { kind: number; value: Cell } {
  if (value === null) return { kind: READING_NULL, value: null }
  if (typeof value === 'boolean') return { kind: READING_BOOLEAN, value: value ? 1 : 0 }
  return { kind: typeof value === 'number' ? READING_NUMBER : READING_TEXT, value }
}

/** A row joined with its era and, for readings, its series. */
export type EntryRow = Columns & {
  seq: number
  era: number
  mono: number
  offset: number | null
  clock: Clock
  device: string | null
  point: string | null
}

export const ENTRY_SELECT = `SELECT e.seq, e.era, e.mono, e.kind, e.value, e.quality, e.origin, e.body,
  era.offset, era.clock, s.device, s.point FROM entry e JOIN era ON era.era = e.era LEFT JOIN series s ON s.id = e.series`

export function readValue(kind: number, value: Cell): Value {
  return kind === READING_BOOLEAN ? value === 1 : value
}

export function entryOf(row: EntryRow): Entry {
  const stamp = {
    seq: row.seq,
    era: row.era,
    mono: row.mono,
    wall: row.offset === null ? null : row.mono + row.offset,
    clock: row.clock,
  }
  if (row.device === null || row.point === null) return { ...stamp, ...JSON.parse(row.body ?? '{}') }
  return {
    ...stamp,
    type: 'reading',
    device: row.device,
    point: row.point,
    value: readValue(row.kind, row.value),
    quality: QUALITIES[row.quality ?? 2] ?? 'bad',
    origin: ORIGINS[row.origin ?? 0] ?? 'measured',
    ...(row.body === null ? {} : JSON.parse(row.body)),
  }
}
