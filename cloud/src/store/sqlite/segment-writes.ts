import { ORIGINS, QUALITIES } from '@zaojun/core'
import { type DecodedBatch, FIELD, HOUR_MS, HOUR_UNKNOWN, type Newest, SEGMENT_FIELDS } from '../../ingest/decoded.ts'
import { LONGEST_HOLD_MS } from '../../ingest/segment.ts'
import type { LatestRow } from '../../routes/latest/schema.ts'
import type { Place } from './box-ledger.ts'
import type { Connection } from './database.ts'

type Stand = { site: number; box: number; seq: number; at: number | null }
type Pending = { site: number; box: number; newest: Newest; receivedAt: number }

const INSERT_SEGMENT = 'INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'
const UPSERT_LATEST = `INSERT INTO latest VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site, series) DO UPDATE SET
  box = excluded.box, seq = excluded.seq, at = excluded.at, received_at = excluded.received_at, value = excluded.value,
  quality = excluded.quality, origin = excluded.origin, reason = excluded.reason`
const MARK_DIRTY = `INSERT INTO dirty_hour VALUES (?, ?, ?, ?)
  ON CONFLICT (site, series, hour) DO UPDATE SET generation = excluded.generation`
/** An hour number stays below 2^27 (the year 10 000), a series number below 2^26. */
const HOUR_RANGE = 2 ** 27
const MAX_REMEMBERED = 1_000_000

/**
 * The hot path. Remembers which series has which number, how far `latest` stands and which hours are marked, so that
 * most of a batch is plain inserts; `latest` and marks are written once a group.
 */
export class SegmentWrites {
  private readonly connection: Connection
  private readonly series = new Map<number, Map<string, number>>()
  private readonly stands = new Map<number, Stand>()
  private readonly dirty = new Set<number>()
  private readonly pendingLatest = new Map<number, Pending>()
  private readonly pendingDirty: { site: number; series: number; hour: number }[] = []
  private generation = 0

  constructor(connection: Connection) {
    this.connection = connection
    const newest = connection.prepare('SELECT coalesce(max(generation), 0) AS newest FROM dirty_hour').get()
    this.generation = (newest as { newest: number }).newest + 1
  }

  /** Returns the `latest` rows that moved, if wanted. */
  add(place: Place, batch: DecodedBatch, receivedAt: number, wantLatest: boolean): LatestRow[] {
    const numbers = this.numbersOf(place.site, batch.series)
    this.addSegments(place, batch, numbers)
    const moved: LatestRow[] = []
    batch.newest.forEach((newest, index) => {
      const isNewer = this.moveLatest(place, numbers[index] ?? 0, newest, receivedAt)
      if (isNewer && wantLatest) moved.push(latestRow(place.boxId, batch.series[index] ?? '', newest, receivedAt))
    })
    return moved
  }

  private addSegments({ site, box }: Place, { n, segments, points }: DecodedBatch, numbers: number[]): void {
    const insert = this.connection.prepare(INSERT_SEGMENT)
    let start = 0
    for (let base = 0; base < segments.length; base += SEGMENT_FIELDS) {
      const field = (index: number) => segments[base + index] ?? 0
      const series = numbers[field(FIELD.series)] ?? 0
      const hour = field(FIELD.hour)
      const end = field(FIELD.end)
      const t1 = field(FIELD.t1)
      insert.run(
        site,
        series,
        hour,
        box,
        n,
        field(FIELD.part),
        field(FIELD.t0),
        t1,
        field(FIELD.s0),
        field(FIELD.s1),
        field(FIELD.n),
        field(FIELD.min),
        field(FIELD.max),
        field(FIELD.integral),
        field(FIELD.goodSeconds),
        field(FIELD.missingSeconds),
        points.subarray(start, end),
      )
      start = end
      if (hour === HOUR_UNKNOWN) continue
      this.mark(site, series, hour)
      // Its last reading may hold on into the next hour.
      if (t1 + LONGEST_HOLD_MS > (hour + 1) * HOUR_MS) this.mark(site, series, hour + 1)
    }
  }

  private mark(site: number, series: number, hour: number): void {
    const key = series * HOUR_RANGE + hour
    if (this.dirty.has(key)) return
    if (this.dirty.size >= MAX_REMEMBERED) this.dirty.clear()
    this.dirty.add(key)
    this.pendingDirty.push({ site, series, hour })
  }

  private numbersOf(site: number, keys: string[]): number[] {
    let known = this.series.get(site)
    if (known === undefined) {
      known = new Map()
      this.series.set(site, known)
    }
    const numbers: number[] = []
    for (const key of keys) {
      let number = known.get(key)
      if (number === undefined) {
        number = this.numberOf(site, key)
        known.set(key, number)
      }
      numbers.push(number)
    }
    return numbers
  }

  private numberOf(site: number, key: string): number {
    const [device = '', point = ''] = key.split('/')
    const find = this.connection.prepare('SELECT no FROM series WHERE site = ? AND device = ? AND point = ?')
    const found = find.get(site, device, point) as { no: number } | undefined
    if (found !== undefined) return found.no
    const insert = this.connection.prepare('INSERT INTO series (site, device, point) VALUES (?, ?, ?)')
    return Number(insert.run(site, device, point).lastInsertRowid)
  }

  /** Within a box the seq decides, whatever the clock says; between boxes the time, and failing that the later box. */
  private moveLatest({ site, box }: Place, series: number, newest: Newest, receivedAt: number): boolean {
    const stand = this.stands.get(series) ?? this.readStand(site, series)
    if (stand !== undefined && !isNewer(stand, box, newest)) return false
    this.stands.set(series, { site, box, seq: newest.seq, at: newest.at })
    this.pendingLatest.set(series, { site, box, newest, receivedAt })
    return true
  }

  private readStand(site: number, series: number): Stand | undefined {
    const read = this.connection.prepare('SELECT site, box, seq, at FROM latest WHERE site = ? AND series = ?')
    return read.get(site, series) as Stand | undefined
  }

  flush(): void {
    const upsert = this.connection.prepare(UPSERT_LATEST)
    for (const [series, { site, box, newest, receivedAt }] of this.pendingLatest) {
      const { seq, at, value, quality, origin, reason } = newest
      upsert.run(site, series, box, seq, at, receivedAt, JSON.stringify(value), quality, origin, reason ?? null)
    }
    this.pendingLatest.clear()
    const mark = this.connection.prepare(MARK_DIRTY)
    for (const { site, series, hour } of this.pendingDirty) mark.run(site, series, hour, this.generation)
    this.pendingDirty.length = 0
  }

  /** Marks made from now on carry the next generation; returns the last one. */
  nextGeneration(): number {
    this.flush()
    this.dirty.clear()
    return this.generation++
  }

  forget(): void {
    this.series.clear()
    this.stands.clear()
    this.dirty.clear()
    this.pendingLatest.clear()
    this.pendingDirty.length = 0
  }
}

function isNewer(stand: Stand, box: number, { seq, at }: Newest): boolean {
  if (stand.box === box) return seq > stand.seq
  if (stand.at !== null && at !== null) return at > stand.at
  return box > stand.box
}

function latestRow(box: string, key: string, newest: Newest, receivedAt: number): LatestRow {
  const [device = '', point = ''] = key.split('/')
  const { value, quality, origin, reason, at, seq } = newest
  return {
    device,
    point,
    value,
    quality: QUALITIES[quality] ?? 'bad',
    origin: ORIGINS[origin] ?? 'measured',
    ...(reason === undefined ? {} : { reason }),
    at,
    receivedAt,
    seq,
    box,
  }
}
