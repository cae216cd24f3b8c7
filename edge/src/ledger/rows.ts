import type { Clock, Entry, EntryBody, Holding, Value } from '@zaojun/core'
import { ORIGINS, QUALITIES, seriesKey } from '@zaojun/core/plain'

/** Codes of `entry.kind`: append only. Readings below 10, by the type of their value; told late, 4 higher. */
const READING_NUMBER = 0
const READING_BOOLEAN = 1
const READING_TEXT = 2
const READING_NULL = 3
const LATE = 4
export const REGISTRY_KIND = 14
export const ALARM_KIND = 15
const OTHER_KINDS = {
  event: 10,
  record: 11,
  command: 12,
  gap: 13,
  registry: REGISTRY_KIND,
  alarm: ALARM_KIND,
} as const
export const KIND_CODES: Record<string, number[]> = {
  reading: [0, LATE].flatMap((late) =>
    [READING_NUMBER, READING_BOOLEAN, READING_TEXT, READING_NULL].map((k) => k + late),
  ),
  ...Object.fromEntries(Object.entries(OTHER_KINDS).map(([name, code]) => [name, [code]])),
}

export type Cell = number | string | null
/** A row of `entry` without its seq: kind, value, quality, origin, body. */
export type Columns = { kind: number; value: Cell; quality: number | null; origin: number | null; body: string | null }

export function columnsOf(entry: EntryBody): Columns {
  if (entry.type !== 'reading') {
    return { kind: OTHER_KINDS[entry.type], value: null, quality: null, origin: null, body: JSON.stringify(entry) }
  }
  const { reason, deviceTime, calibration, value } = entry
  const bare = reason === undefined && deviceTime === undefined && calibration === undefined
  const { kind, value: cell } = valueColumns(value)
  return {
    kind: entry.late === true ? kind + LATE : kind,
    value: cell,
    quality: QUALITIES.indexOf(entry.quality),
    origin: ORIGINS.indexOf(entry.origin),
    body: bare ? null : JSON.stringify({ reason, deviceTime, calibration }),
  }
}

function valueColumns(value: Value): { kind: number; value: Cell } {
  if (value === null) return { kind: READING_NULL, value: null }
  if (typeof value === 'boolean') return { kind: READING_BOOLEAN, value: value ? 1 : 0 }
  return { kind: typeof value === 'number' ? READING_NUMBER : READING_TEXT, value }
}

/** Why and how long personal content is held. Without `days`, until someone erases it. */
export type Keeping = Pick<Holding, 'purpose' | 'basis' | 'person'> & { days?: number }
/** A personal value kept apart from the entry that commits to it. */
export type NewPart = { commitment: string; salt: string; value: string } & Keeping
/** Beside an entry, in the same transaction: personal parts, and a note for `meta`. */
export type Beside = {
  parts?: NewPart[]
  note?: { key: string; value: string }
  /** The sender's own id of this entry: found again when a lost answer makes it send twice. */
  sender?: string
}
/** An entry on its way to disk. `era` and `mono` say where it stands in time. */
export type PendingEntry = Beside & { era: number; mono: number; body: EntryBody }

/** A group of entries as columns: what crosses to the writer's thread four times faster than objects do. */
export type Group = {
  era: number[]
  mono: number[]
  kind: number[]
  /** `device/point`, or null for what is no reading. */
  series: (string | null)[]
  value: Cell[]
  quality: (number | null)[]
  origin: (number | null)[]
  body: (string | null)[]
  /** Index → what goes beside that entry. */
  beside: Map<number, Beside>
}

export function groupOf(pending: PendingEntry[]): Group {
  const group: Group = {
    era: [],
    mono: [],
    kind: [],
    series: [],
    value: [],
    quality: [],
    origin: [],
    body: [],
    beside: new Map(),
  }
  for (const [index, { era, mono, body: entry, parts, note, sender }] of pending.entries()) {
    const { kind, value, quality, origin, body } = columnsOf(entry)
    group.era.push(era)
    group.mono.push(mono)
    group.kind.push(kind)
    group.series.push(entry.type === 'reading' ? seriesKey(entry.device, entry.point) : null)
    group.value.push(value)
    group.quality.push(quality)
    group.origin.push(origin)
    group.body.push(body)
    if (parts ?? note ?? sender) group.beside.set(index, { parts, note, sender })
  }
  return group
}

const DAY_MS = 86_400_000

/** basis, person, days, expires: the columns of a keeping; `wall` is null while no clock is known. */
export const keepingCells = ({ basis, person, days }: Partial<Keeping>, wall: number | null): Cell[] => [
  basis ?? null,
  person ?? null,
  days ?? null,
  days === undefined || wall === null ? null : Math.round(wall + days * DAY_MS),
]

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
  return kind % LATE === READING_BOOLEAN ? value === 1 : value
}

export const LATE_KINDS = [0, 1, 2, 3].map((kind) => kind + LATE).join()

/** Whether a reading's kind says that it was told late. */
export const isLate = (kind: number): boolean => kind >= LATE && kind < 2 * LATE

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
    ...(isLate(row.kind) ? { late: true as const } : {}),
  }
}
