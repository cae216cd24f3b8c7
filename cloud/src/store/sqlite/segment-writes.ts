import { blocksOf } from '../../ingest/block.ts'
import type { DecodedBatch } from '../../ingest/decoded.ts'
import { marksOf } from '../../rollup/marks.ts'
import type { LatestRow } from '../../routes/latest/schema.ts'
import type { Place } from '../entities/boxes.ts'
import { isNewer, movedRow, type Newest, newestReadings, type Stand } from '../entities/newest.ts'
import { SEGMENT_COLUMNS } from '../entities/segments.ts'
import { BulkInsert } from './bulk-insert.ts'
import type { Connection } from './database.ts'

const LATEST_COLUMNS = 10
const REPLACE_LATEST = `ON CONFLICT (site, series) DO UPDATE SET
  box = excluded.box, seq = excluded.seq, at = excluded.at, received_at = excluded.received_at, value = excluded.value,
  quality = excluded.quality, origin = excluded.origin, reason = excluded.reason`
const DIRTY_COLUMNS = 4
const REPLACE_DIRTY = 'ON CONFLICT (site, series, hour) DO UPDATE SET generation = excluded.generation'
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
  private readonly pendingLatest = new Map<number, Newest & { site: number }>()
  private readonly segmentRows: BulkInsert
  private readonly latestRows: BulkInsert
  private readonly dirtyRows: BulkInsert
  private generation = 0

  constructor(connection: Connection) {
    this.connection = connection
    this.segmentRows = new BulkInsert(connection, 'segment', SEGMENT_COLUMNS.length)
    this.latestRows = new BulkInsert(connection, 'latest', LATEST_COLUMNS, REPLACE_LATEST)
    this.dirtyRows = new BulkInsert(connection, 'dirty_hour', DIRTY_COLUMNS, REPLACE_DIRTY)
    const newest = connection.prepare('SELECT coalesce(max(generation), 0) AS newest FROM dirty_hour').get()
    this.generation = (newest as { newest: number }).newest + 1
  }

  /** Returns the `latest` rows that moved, if wanted. */
  add(place: Place, batch: DecodedBatch, receivedAt: number, wantLatest: boolean): LatestRow[] {
    if (batch.series === '') return []
    const keys = batch.series.split('\n')
    const numbers = this.numbersOf(place.site, keys)
    this.addSegments(place, batch, numbers)
    const moved: LatestRow[] = []
    const newest = newestReadings(place, batch, receivedAt)
    numbers.forEach((series, index) => {
      const reading = newest[index] ?? null
      if (reading === null || !this.moveLatest(place.site, series, reading) || !wantLatest) return
      moved.push(movedRow(place.boxId, keys[index] ?? '', reading))
    })
    return moved
  }

  private addSegments({ site, box }: Place, batch: DecodedBatch, numbers: number[]): void {
    const note = this.connection.prepare('INSERT INTO batch_hour VALUES (?, ?, ?, ?)')
    for (const block of blocksOf(batch, numbers)) {
      const { hour, t1, n, series, points } = block
      this.segmentRows.add(site, hour, box, batch.n, t1, n, JSON.stringify(series), points)
      note.run(site, hour, box, batch.n)
      for (const [number, changed] of marksOf(block)) this.mark(site, number, changed)
    }
  }

  private mark(site: number, series: number, hour: number): void {
    const key = series * HOUR_RANGE + hour
    if (this.dirty.has(key)) return
    if (this.dirty.size >= MAX_REMEMBERED) this.dirty.clear()
    this.dirty.add(key)
    this.dirtyRows.add(site, series, hour, this.generation)
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

  private moveLatest(site: number, series: number, newest: Newest): boolean {
    const stand = this.stands.get(series) ?? this.readStand(site, series)
    if (stand !== undefined && !isNewer(stand, newest)) return false
    this.stands.set(series, newest)
    this.pendingLatest.set(series, { site, ...newest })
    return true
  }

  private readStand(site: number, series: number): Stand | undefined {
    const read = this.connection.prepare('SELECT box, seq, at FROM latest WHERE site = ? AND series = ?')
    return read.get(site, series) as Stand | undefined
  }

  flush(): void {
    for (const [series, newest] of this.pendingLatest) {
      const { site, box, seq, at, receivedAt, value, quality, origin, reason } = newest
      this.latestRows.add(site, series, box, seq, at, receivedAt, value, quality, origin, reason)
    }
    this.pendingLatest.clear()
    this.segmentRows.flush()
    this.latestRows.flush()
    this.dirtyRows.flush()
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
    for (const rows of [this.segmentRows, this.latestRows, this.dirtyRows]) rows.forget()
  }
}
