import { inPlace, QUALITIES } from '@zaojun/core/plain'
import { HOUR_MS, HOUR_UNKNOWN } from '../../ingest/decoded.ts'
import { readPoints } from '../../ingest/points.ts'
import type { Series } from '../../routes/series/schema.ts'
import type { SeriesQuery } from '../store.ts'
import type { Connection } from './database.ts'

export type SegmentRow = {
  box: number
  batch: number
  part: number
  t0: number
  s0: number
  s1: number
  n: number
  points: Buffer
}
type RawQuery = SeriesQuery & { timeUnknown: boolean; max: number }
/** A point with the box it came from: order is (box, seq). */
type RawPoint = {
  box: number
  s: number
  t: number | null
  v: Series['v'][number]
  q: number
  c: string | null
  late: boolean
}

/** Parameters: series, site, hour. One look-up for each batch of the hour. */
export const SEGMENTS_OF_HOUR = `SELECT segment.box, segment.batch, part, t0, s0, s1, n, points
  FROM batch_hour CROSS JOIN segment ON segment.site = batch_hour.site AND segment.hour = batch_hour.hour
    AND segment.box = batch_hour.box AND segment.batch = batch_hour.batch AND segment.series = ?
  WHERE batch_hour.site = ? AND batch_hour.hour = ?`

export function seriesNumber(connection: Connection, { site, device, point }: Omit<SeriesQuery, 'from' | 'to'>) {
  const find = connection.prepare(
    `SELECT series.no, series.site FROM series JOIN site ON site.no = series.site
     WHERE site.id = ? AND device = ? AND point = ?`,
  )
  return find.get(site, device, point) as { no: number; site: number } | undefined
}

/** Raw readings, from segments. */
export function seriesReads(connection: Connection) {
  const segments = connection.prepare(SEGMENTS_OF_HOUR)
  /** Hours that hold readings: each is either rolled up or still marked. */
  const hours = connection.prepare(
    `SELECT hour FROM rollup_hour WHERE site = ? AND series = ? AND hour BETWEEN ? AND ?
     UNION SELECT hour FROM dirty_hour WHERE site = ? AND series = ? AND hour BETWEEN ? AND ?`,
  )
  return {
    seriesExists: (query: SeriesQuery): boolean => seriesNumber(connection, query) !== undefined,

    raw({ from, to, timeUnknown, max, ...query }: RawQuery): Series {
      const series = seriesNumber(connection, { ...query })
      if (series === undefined) return columns([], max)
      const { site, no } = series
      const span = [site, no, Math.floor(from / HOUR_MS), Math.floor((to - 1) / HOUR_MS)]
      const points: RawPoint[] = []
      for (const { hour } of hours.all(...span, ...span) as { hour: number }[])
        for (const row of segments.all(no, site, hour) as SegmentRow[])
          points.push(...pointsOf(row, true).filter(({ t }) => t !== null && t >= from && t < to))
      const unknown = segments.all(no, site, HOUR_UNKNOWN) as SegmentRow[]
      const inside = timeUnknown ? () => true : between(points)
      for (const row of unknown) points.push(...pointsOf(row, false).filter(inside))
      points.sort((a, b) => a.box - b.box || a.s - b.s)
      const [told, late] = [points.filter((point) => !point.late), points.filter((point) => point.late)]
      return columns(
        inPlace(told, late, ({ t }) => t),
        max,
      )
    },
  }
}

function pointsOf(row: SegmentRow, known: boolean): RawPoint[] {
  const { t, s, v, sparse } = readPoints(row.points, row)
  let calibration = ''
  return v.map((value, i) => {
    calibration = sparse.c?.[i] ?? calibration
    return {
      box: row.box,
      s: s[i] ?? 0,
      t: known ? (t[i] ?? 0) : null,
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

function columns(points: RawPoint[], max: number): Series {
  const kept = points.slice(0, max)
  return {
    resolution: 'raw',
    t: kept.map(({ t }) => t),
    v: kept.map(({ v }) => v),
    q: kept.map(({ q }) => QUALITIES[q] ?? 'bad'),
    s: kept.map(({ s }) => s),
    ...(kept.some(({ c }) => c !== null) ? { c: kept.map(({ c }) => c) } : {}),
    ...(kept.some(({ late }) => late) ? { late: kept.map(({ late }) => late) } : {}),
    truncated: kept.length < points.length,
  }
}
