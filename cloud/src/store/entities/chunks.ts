import { type RawBuilder, sql } from 'kysely'
import { HOURS_A_DAY, inOrder, MAX_CHUNK_POINTS, type Piece, packChunk, unpackChunk } from '../../sealing/chunk.ts'
import type { Queries } from '../queries.ts'
import { chunksOf, dayOf, pieceKey, segmentsOf } from './readings.ts'
import { holdsTurn, type Turn } from './turns.ts'

/** A site's UTC day. */
export type SiteDay = { site: number; day: number }
/** A chunk as it is to stand; `was`: the revision it takes the place of, 0 where there is none. */
export type NewChunk = { series: number; part: number; was: number; hours: number; n: number; body: Uint8Array }
/** `boxes`: which of their seqs are in `chunks`. */
export type SealedSeries = {
  chunks: NewChunk[]
  boxes: { box: number; first: number; last: number }[]
  /** Points and segments that were not sealed before. */
  points: number
  segments: number
}
export type BatchHour = { hour: number; box: number; batch: number }
type Step = SiteDay & { turn: Turn }

/** One batch leaves so many rows at most in one UTC day: 86,400 s of batches a second of a box. */
const MOST_BATCH_HOURS = 100_000
/** Batches and hours that one statement takes away. */
const DROPPED_AT_ONCE = 100

export function chunkReads(queries: Queries) {
  const { all, first } = queries
  return {
    /** The oldest day of a site after another that ends before an hour and holds what is not sealed; null where there is none. */
    async oldestUnsealed({
      site,
      after,
      before,
    }: {
      site: number
      after: number
      before: number
    }): Promise<number | null> {
      const row = await first(
        sql<{ hour: number | null }>`SELECT min(hour) AS hour FROM batch_hour
          WHERE site = ${site} AND hour >= ${Math.max(0, (after + 1) * HOURS_A_DAY)} AND hour < ${before}`,
      )
      return row === undefined || row.hour === null ? null : dayOf(row.hour)
    },

    /** When the newest batch with readings of the day came; batches whose hours are not sealed. */
    async unsealedBatches({ site, day }: SiteDay): Promise<{ newest: number; batches: BatchHour[] }> {
      const batches = await all(
        sql<BatchHour & { at: number }>`SELECT batch_hour.hour, batch_hour.box, batch_hour.batch, received_at AS at
          FROM batch_hour JOIN batch ON batch.site = batch_hour.site AND batch.box = batch_hour.box
            AND batch.n = batch_hour.batch
          WHERE batch_hour.site = ${site} AND hour >= ${day * HOURS_A_DAY} AND hour < ${(day + 1) * HOURS_A_DAY}
          ORDER BY batch_hour.hour, batch_hour.box, batch_hour.batch LIMIT ${MOST_BATCH_HOURS}`,
      )
      return {
        newest: batches.reduce((newest, { at }) => Math.max(newest, at), 0),
        batches: batches.map(({ hour, box, batch }) => ({ hour, box, batch })),
      }
    },

    seriesNumbers: async ({ site }: { site: number }): Promise<number[]> =>
      (await all(sql<{ no: number }>`SELECT no FROM series WHERE site = ${site} ORDER BY no`)).map(({ no }) => no),

    siteNumbers: async (): Promise<{ no: number; id: string }[]> =>
      all(sql<{ no: number; id: string }>`SELECT no, id FROM site ORDER BY no`),

    /** What the unsealed segments of some series come to, together with what is sealed of that day. */
    async packedSeries({ site, day, series }: SiteDay & { series: number[] }): Promise<SealedSeries> {
      const hours = Array.from({ length: HOURS_A_DAY }, (_, hour) => day * HOURS_A_DAY + hour)
      const fresh = Map.groupBy(await segmentsOf(queries, site, series, hours), (piece) => piece.series)
      const sealed: SealedSeries = { chunks: [], boxes: [], points: 0, segments: 0 }
      if (fresh.size === 0) return sealed
      const held = Map.groupBy(await chunksOf(queries, site, [...fresh.keys()], [day]), (chunk) => chunk.series)
      const seqs = new Map<number, { first: number; last: number }>()
      for (const [no, pieces] of fresh) {
        const parts = held.get(no) ?? []
        const known = new Set(parts.flatMap(({ body }) => unpackChunk(no, day, body)).map(pieceKey))
        const unknown = pieces.filter((piece) => !known.has(pieceKey(piece)))
        if (unknown.length === 0) continue
        const last = parts.at(-1)
        const open = last !== undefined && last.n < MAX_CHUNK_POINTS ? last : undefined
        const together = open === undefined ? unknown : [...unpackChunk(no, day, open.body), ...unknown]
        const from = open === undefined ? parts.length : open.part
        cut(together.sort(inOrder)).forEach((some, index) => {
          const was = index === 0 ? (open?.revision ?? 0) : 0
          sealed.chunks.push({ ...packed(day, some), series: no, part: from + index, was })
        })
        for (const { box, points } of unknown) {
          const [first, end] = [points.s[0] ?? 0, points.s.at(-1) ?? 0]
          const span = seqs.get(box) ?? { first, last: end }
          seqs.set(box, { first: Math.min(span.first, first), last: Math.max(span.last, end) })
          sealed.points += points.s.length
        }
        sealed.segments += unknown.length
      }
      sealed.boxes = [...seqs].map(([box, span]) => ({ box, ...span }))
      return sealed
    },
  }
}

/** Segments in runs of at most so many points as one chunk holds. */
function cut(pieces: Piece[]): Piece[][] {
  const runs: Piece[][] = []
  let n = Number.POSITIVE_INFINITY
  for (const piece of pieces) {
    n += piece.points.s.length
    if (n > MAX_CHUNK_POINTS) {
      runs.push([])
      n = piece.points.s.length
    }
    runs.at(-1)?.push(piece)
  }
  return runs
}

/** The segments of one chunk as its row. */
export function packed(day: number, pieces: Piece[]): Pick<NewChunk, 'hours' | 'n' | 'body'> {
  const hours = pieces.reduce((bits, { hour }) => bits | (1 << (hour - day * HOURS_A_DAY)), 0)
  const n = pieces.reduce((sum, { points }) => sum + points.s.length, 0)
  return { hours, n, body: packChunk(day, pieces) }
}

/** Rows that are of one of these; always as many values, so that the statement stays one. The span tells where to look. */
function among(site: number, batches: BatchHour[]): RawBuilder<boolean> {
  const hours = batches.map(({ hour }) => hour)
  const values = Array.from({ length: DROPPED_AT_ONCE }, (_, index) => {
    const { hour, box, batch } = batches[Math.min(index, batches.length - 1)] as BatchHour
    return sql`(CAST(${hour} AS integer), CAST(${box} AS integer), CAST(${batch} AS bigint))`
  })
  return sql`site = ${site} AND hour >= ${Math.min(...hours)} AND hour <= ${Math.max(...hours)}
    AND (hour, box, batch) IN (VALUES ${sql.join(values)})`
}

export function chunkWrites(queries: Queries) {
  const { all, run } = queries
  return {
    /** False, and nothing is written, where the turn is another's by now or a chunk is not what it was. */
    async saveChunks({ turn, site, day, sealed }: Step & { sealed: SealedSeries }): Promise<boolean> {
      if (!(await holdsTurn(queries, turn))) return false
      for (const { box, first, last } of sealed.boxes)
        await run(
          sql`INSERT INTO sealed_day (site, day, box, first_seq, last_seq) VALUES (${site}, ${day}, ${box}, ${first}, ${last})
            ON CONFLICT (site, day, box) DO UPDATE SET
            first_seq = CASE WHEN excluded.first_seq < sealed_day.first_seq THEN excluded.first_seq ELSE sealed_day.first_seq END,
            last_seq = CASE WHEN excluded.last_seq > sealed_day.last_seq THEN excluded.last_seq ELSE sealed_day.last_seq END`,
        )
      for (const { series, part, was, hours, n, body } of sealed.chunks) {
        const done = await run(
          was === 0
            ? sql`INSERT INTO chunk (site, day, series, part, revision, hours, n, body)
                VALUES (${site}, ${day}, ${series}, ${part}, 1, ${hours}, ${n}, ${body}) ON CONFLICT DO NOTHING`
            : sql`UPDATE chunk SET revision = revision + 1, hours = ${hours}, n = ${n}, body = ${body}
                WHERE site = ${site} AND day = ${day} AND series = ${series} AND part = ${part} AND revision = ${was}`,
        )
        if (done !== 1) throw new Error(`chunk ${site}/${day}/${series}/${part} is not what it was`)
      }
      return true
    },

    /** Takes away the segments of batches and hours of which all is in chunks. Resolves false where the turn is another's by now. */
    async dropSegments({ turn, batches }: { turn: Turn; batches: BatchHour[] }): Promise<boolean> {
      if (!(await holdsTurn(queries, turn))) return false
      const { site } = turn
      for (let start = 0; start < batches.length; start += DROPPED_AT_ONCE) {
        const gone = await all(
          sql<BatchHour>`DELETE FROM batch_hour WHERE ${among(site, batches.slice(start, start + DROPPED_AT_ONCE))}
            ${queries.dialect.unlessMarked} RETURNING hour, box, batch`,
        )
        if (gone.length > 0) await run(sql`DELETE FROM segment WHERE ${among(site, gone)}`)
      }
      return true
    },
  }
}
