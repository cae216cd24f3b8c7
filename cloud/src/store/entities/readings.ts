import { inPlace } from '@zaojun/core/plain'
import { sql } from 'kysely'
import { readPoints } from '../../ingest/points.ts'
import { HOURS_A_DAY, type Piece, unpackChunk } from '../../sealing/chunk.ts'
import type { Queries } from '../queries.ts'
import { type Correction, shiftOf } from './clock-corrections.ts'

type SegmentRow = Omit<Piece, 'points'> & { t0: number; s0: number; n: number; points: Buffer }
export type ChunkRow = { series: number; day: number; part: number; revision: number; n: number; body: Buffer }

export const dayOf = (hour: number): number => Math.floor(hour / HOURS_A_DAY)
export const pieceKey = ({ series, hour, box, batch, part }: Piece): string =>
  `${series} ${hour} ${box} ${batch} ${part}`

/** Segments of some series of a site within some hours that are not sealed. One look-up for each batch of an hour. */
export async function segmentsOf(
  { all, dialect }: Queries,
  site: number,
  series: number[],
  hours: number[],
): Promise<Piece[]> {
  const rows = await all(
    sql<SegmentRow>`SELECT segment.series, segment.hour, segment.box, segment.batch, part, t0, s0, n, points
      FROM batch_hour ${dialect.join} segment ON segment.site = batch_hour.site AND segment.hour = batch_hour.hour
        AND segment.box = batch_hour.box AND segment.batch = batch_hour.batch AND segment.series IN (${sql.join(series)})
      WHERE batch_hour.site = ${site} AND batch_hour.hour IN (${sql.join(hours)})`,
  )
  return rows.map(({ t0, s0, n, points, ...row }) => ({ ...row, points: readPoints(points, { n, t0, s0 }) }))
}

/** Chunks of some series and UTC days. */
export const chunksOf = ({ all }: Queries, site: number, series: number[], days: number[]): Promise<ChunkRow[]> =>
  all(
    sql<ChunkRow>`SELECT series, day, part, revision, n, body FROM chunk
      WHERE site = ${site} AND day IN (${sql.join(days)}) AND series IN (${sql.join(series)})
      ORDER BY day, series, part`,
  )

/**
 * Readings of some series of a site within some hours, sealed or not, in no order. What stands in both forms (a segment
 * goes after its chunk is there) comes once. Segments are read first: they go only once a chunk holds them.
 */
export async function readingsOf(queries: Queries, site: number, series: number[], hours: number[]): Promise<Piece[]> {
  if (series.length === 0 || hours.length === 0) return []
  const segments = await segmentsOf(queries, site, series, hours)
  const wanted = new Set(hours)
  const days = [...new Set(hours.filter((hour) => hour >= 0).map(dayOf))]
  const chunks = days.length === 0 ? [] : await chunksOf(queries, site, series, days)
  if (chunks.length === 0) return segments
  const held = new Set(segments.map(pieceKey))
  for (const { series, day, body } of chunks)
    for (const piece of unpackChunk(series, day, body, wanted)) if (!held.has(pieceKey(piece))) segments.push(piece)
  return segments
}

/** A reading with what says its place among others: boxes in their order, seqs within one; told late, by its own time. */
export type Placed = { box: number; s: number; t: number | null; late: boolean }

/** Readings as their boxes recorded them; what a device told late stands at its own time. */
export function asRecorded<Reading extends Placed>(readings: Reading[]): Reading[] {
  const sorted = readings.toSorted((a, b) => a.box - b.box || a.s - b.s)
  const [told, late] = [sorted.filter((each) => !each.late), sorted.filter((each) => each.late)]
  return inPlace(told, late, ({ t }) => t)
}

/** How much later the readings of a piece were than the wire says, ms; what was told late keeps the device's own time. */
export const shiftOfPiece = ({ box, points: { s, sparse } }: Piece, corrections: Correction[]): number =>
  sparse.l === true ? 0 : shiftOf(corrections, box, s[0] ?? 0)
