import type { Value } from '@zaojun/core'
import { ORIGINS, QUALITIES } from '@zaojun/core/plain'
import { sql } from 'kysely'
import { HOUR_UNKNOWN } from '../../ingest/decoded.ts'
import type { LatestRow } from '../../routes/latest/schema.ts'
import type { Series } from '../../routes/series/schema.ts'
import { DAY_MS, type Piece } from '../../sealing/chunk.ts'
import { type Queries, siteNo } from '../queries.ts'
import type { SeriesQuery } from '../store.ts'
import { type Correction, correctionsOf, shiftOf, wireHours } from './clock-corrections.ts'
import { asRecorded, type Placed, readingsOf, shiftOfPiece } from './readings.ts'
import { keptFromOf } from './retention.ts'

export type SeriesNo = { site: number; no: number }
type SeriesName = Pick<SeriesQuery, 'site' | 'device' | 'point'>
/** So many after one, in order. */
export type Page = { after: number; limit: number }
type RawQuery = SeriesQuery & { timeUnknown: boolean; max: number }
/** A point with the box it came from. */
type RawPoint = Placed & { v: Series['v'][number]; q: number; c: string | null }

export async function seriesNumber(queries: Queries, query: SeriesName) {
  const site = await siteNo(queries, query.site)
  return queries.first(
    sql<SeriesNo>`SELECT no, site FROM series
      WHERE site = ${site} AND device = ${query.device} AND point = ${query.point}`,
  )
}

/** Raw readings, from segments and chunks; and `latest`. */
export function seriesReads(queries: Queries) {
  const { all, dialect } = queries
  return {
    seriesExists: async (query: SeriesName): Promise<boolean> => (await seriesNumber(queries, query)) !== undefined,

    async raw({ from, to, timeUnknown, max, ...query }: RawQuery): Promise<Series> {
      const series = await seriesNumber(queries, query)
      if (series === undefined) return columns([], max, null)
      const { site, no } = series
      const corrections = await correctionsOf(queries, site)
      const wanted = wireHours(corrections, from, to)
      const [first, last] = [wanted[0] ?? 0, wanted.at(-1) ?? 0]
      // Hours that hold readings: each is either rolled up or still marked.
      const hours = await all(
        sql<{ hour: number }>`SELECT hour FROM rollup_hour
          WHERE site = ${site} AND series = ${no} AND hour BETWEEN ${first} AND ${last}
          UNION ${dialect.markedHours(series, first, last)}`,
      )
      const filled = new Set(hours.map(({ hour }) => hour))
      const points: RawPoint[] = []
      // A day at a time, and no further than the answer goes.
      for (let start = from, end = from; start < to && points.length <= max; start = end) {
        end = Math.min(to, (Math.floor(start / DAY_MS) + 1) * DAY_MS)
        const some = wireHours(corrections, start, end).filter((hour) => filled.has(hour))
        for (const piece of await readingsOf(queries, site, [no], some))
          for (const point of pointsOf(piece, true, corrections))
            if (point.t !== null && point.t >= start && point.t < end) points.push(point)
      }
      const next = cutAt(points, max)
      const within = next === null ? points : points.filter(({ t }) => t !== null && t < next)
      const unknown = await readingsOf(queries, site, [no], [HOUR_UNKNOWN])
      const inside = timeUnknown && next === null ? () => true : between(within)
      for (const piece of unknown) within.push(...pointsOf(piece, false).filter(inside))
      const kept = await keptFromOf(queries, site)
      return {
        ...columns(asRecorded(within), max, next),
        ...(from < kept.readings ? { removedBefore: kept.readings } : {}),
      }
    },

    /** In the order of series; `next` is what to ask for after a full page. */
    async latest({
      site,
      after,
      limit,
    }: { site: string } & Page): Promise<{ latest: LatestRow[]; next: number | null }> {
      const no = await siteNo(queries, site)
      const corrections = await correctionsOf(queries, no)
      const rows = await all(
        sql<
          LatestColumns & { boxNo: number; no: number }
        >`SELECT latest.series AS no, device, point, value, quality, origin, reason, at, received_at, seq,
          box.id AS box, box.no AS "boxNo"
          FROM latest JOIN series ON series.site = latest.site AND series.no = latest.series
          JOIN box ON box.no = latest.box WHERE latest.site = ${no} AND latest.series > ${after}
          ORDER BY latest.series LIMIT ${limit}`,
      )
      const latest = rows.map(({ boxNo, ...row }) => {
        const at = row.at === null ? null : row.at + shiftOf(corrections, boxNo, row.seq)
        return latestRow({ ...row, at })
      })
      return { latest, next: rows.length < limit ? null : (rows.at(-1)?.no ?? null) }
    },
  }
}

export type LatestColumns = {
  device: string
  point: string
  /** JSON. */
  value: string
  quality: number
  origin: number
  reason: string | null
  at: number | null
  received_at: number
  seq: number
  box: string
}

export const latestRow = (columns: LatestColumns): LatestRow => ({
  device: columns.device,
  point: columns.point,
  value: JSON.parse(columns.value) as Value,
  quality: QUALITIES[columns.quality] ?? 'bad',
  origin: ORIGINS[columns.origin] ?? 'measured',
  ...(columns.reason === null ? {} : { reason: columns.reason }),
  at: columns.at,
  receivedAt: columns.received_at,
  seq: columns.seq,
  box: columns.box,
})
/** Query time is the wire's plus what its box has said of the clock since; a device's own time stays. */
function pointsOf(piece: Piece, known: boolean, corrections: Correction[] = []): RawPoint[] {
  const { box, points } = piece
  const { t, s, v, sparse } = points
  const shift = shiftOfPiece(piece, corrections)
  let calibration = ''
  return v.map((value, i) => {
    calibration = sparse.c?.[i] ?? calibration
    return {
      box,
      s: s[i] ?? 0,
      t: known ? (t[i] ?? 0) + shift : null,
      v: value,
      q: sparse.q?.[i] ?? 0,
      c: calibration === '' ? null : calibration,
      late: sparse.l === true,
    }
  })
}

/** Whether a point's seq lies among those found, box by box. */
function between(points: RawPoint[]): (point: RawPoint) => boolean {
  const ends = new Map<number, { first: number; last: number }>()
  for (const { box, s } of points) {
    const end = ends.get(box) ?? { first: s, last: s }
    ends.set(box, { first: Math.min(end.first, s), last: Math.max(end.last, s) })
  }
  return ({ box, s }) => {
    const end = ends.get(box)
    return end !== undefined && s > end.first && s < end.last
  }
}

/** From which time on points do not fit any more; null where all do. At least one ms fits. */
function cutAt(points: RawPoint[], max: number): number | null {
  if (points.length <= max) return null
  const times = Float64Array.from(points, ({ t }) => t ?? 0).sort()
  const [first = 0, over = 0] = [times[0], times[max]]
  return Math.max(over, first + 1)
}

function columns(points: RawPoint[], max: number, next: number | null): Series {
  const kept = points.slice(0, max)
  return {
    resolution: 'raw',
    t: kept.map(({ t }) => t),
    v: kept.map(({ v }) => v),
    q: kept.map(({ q }) => QUALITIES[q] ?? 'bad'),
    s: kept.map(({ s }) => s),
    ...(kept.some(({ c }) => c !== null) ? { c: kept.map(({ c }) => c) } : {}),
    ...(kept.some(({ late }) => late) ? { late: kept.map(({ late }) => late) } : {}),
    truncated: next !== null || kept.length < points.length,
    ...(next === null ? {} : { next }),
  }
}
