import { inPlace } from '@zaojun/core/plain'
import { sql } from 'kysely'
import { unpackBlock } from '../../ingest/block.ts'
import { HOUR_MS } from '../../ingest/decoded.ts'
import { LONGEST_HOLD_MS } from '../../rollup/hour.ts'
import { HOURS_A_DAY, type Piece, unpackChunk } from '../../sealing/chunk.ts'
import type { Queries } from '../queries.ts'
import { type Correction, shiftOf } from './clock-corrections.ts'
import { listedSeries } from './segments.ts'

type SegmentRow = { hour: number; box: number; batch: number; series: string; points: Buffer }
export type ChunkRow = { series: number; day: number; part: number; revision: number; n: number; body: Buffer }

export const dayOf = (hour: number): number => Math.floor(hour / HOURS_A_DAY)
export const pieceKey = ({ series, hour, box, batch, part }: Piece): string =>
  `${series} ${hour} ${box} ${batch} ${part}`

/** Segments of some series of a site within some hours that are not sealed. */
export const segmentsOf = async ({ all }: Queries, site: number, series: number[], hours: number[]): Promise<Piece[]> =>
  piecesOf(
    await all(
      sql<SegmentRow>`SELECT hour, box, batch, series, points FROM segment
        WHERE site = ${site} AND hour IN (${sql.join(hours)}) ${series.length === 1 ? holds(series[0] ?? 0) : sql``}`,
    ),
    series,
  )

/** Of one series few segments are wanted: those of others are not sent. */
const holds = (no: number) => sql`AND replace(replace(series, '[', ','), ']', ',') LIKE ${`%,${no},%`}`

/** Of an hour, and of the hour before the batches from which a reading may hold on, with all that follow them or its own. */
const segmentsInto = async ({ all }: Queries, site: number, series: number[], hour: number): Promise<Piece[]> =>
  piecesOf(
    await all(
      sql<SegmentRow>`WITH holding AS (SELECT box, min(batch) AS batch FROM segment
          WHERE site = ${site} AND (hour = ${hour}
            OR (hour = ${hour - 1} AND t1 > ${hour * HOUR_MS - LONGEST_HOLD_MS})) GROUP BY box)
        SELECT hour, box, batch, series, points FROM segment WHERE site = ${site} AND hour = ${hour}
        UNION ALL SELECT segment.hour, segment.box, segment.batch, segment.series, segment.points
        FROM segment JOIN holding ON holding.box = segment.box
        WHERE segment.site = ${site} AND segment.hour = ${hour - 1} AND segment.batch >= holding.batch`,
    ),
    series,
  )

function piecesOf(rows: SegmentRow[], series: number[]): Piece[] {
  const wanted = new Set(series)
  const pieces: Piece[] = []
  for (const { hour, box, batch, series: listed, points: block } of rows) {
    const numbers = listedSeries(listed)
    const isWanted = (place: number) => wanted.has(numbers[place] ?? 0)
    if (!numbers.some((number) => wanted.has(number))) continue
    for (const { of, part, points } of unpackBlock(block, numbers.length, isWanted))
      pieces.push({ series: numbers[of] ?? 0, hour, box, batch, part, points })
  }
  return pieces
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
  return withSealed(queries, await segmentsOf(queries, site, series, hours), { site, series, hours })
}

/** As `readingsOf`, what an hour comes to: its readings and, of the hour before, at least those that may hold on. */
export const readingsInto = async (queries: Queries, site: number, series: number[], hour: number): Promise<Piece[]> =>
  withSealed(queries, await segmentsInto(queries, site, series, hour), { site, series, hours: [hour - 1, hour] })

type Wanted = { site: number; series: number[]; hours: number[] }

async function withSealed(queries: Queries, segments: Piece[], { site, series, hours }: Wanted): Promise<Piece[]> {
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
