import { inPlace } from '@zaojun/core/plain'
import { HOUR_MS } from '../../ingest/decoded.ts'
import { readPoints } from '../../ingest/points.ts'
import { type Sample, sumHour } from '../../rollup/hour.ts'
import { rollUpSpans } from '../../rollup/spans.ts'
import type { Series } from '../../routes/series/schema.ts'
import type { SeriesQuery } from '../store.ts'
import type { Connection } from './database.ts'
import type { HourRollup, Mark } from './rollup-writes.ts'
import { SEGMENTS_OF_HOUR, type SegmentRow, seriesNumber } from './series-reads.ts'

type RolledUpQuery = SeriesQuery & { days: number[] | null; now: number }

/** Computes rollups from segments, and answers from rollups. */
export function rollupReads(connection: Connection) {
  const segments = connection.prepare(SEGMENTS_OF_HOUR)
  const samplesOf = ({ site, series, hour }: Mark): (Sample & { box: number; s: number; late: boolean })[] =>
    (segments.all(series, site, hour) as SegmentRow[]).flatMap((row) => {
      const { t, s, v, sparse } = readPoints(row.points, row)
      return v.map((value, i) => ({
        box: row.box,
        s: s[i] ?? 0,
        t: t[i] ?? 0,
        v: value,
        good: (sparse.q?.[i] ?? 0) === 0,
        late: sparse.l === true,
      }))
    })

  return {
    dirtyHours: (): number =>
      (connection.prepare('SELECT count(*) AS count FROM dirty_hour').get() as { count: number }).count,

    computeRollups: (marks: Mark[]): { mark: Mark; rollup: HourRollup }[] =>
      marks.map((mark) => {
        const samples = [...samplesOf({ ...mark, hour: mark.hour - 1 }), ...samplesOf(mark)]
        samples.sort((a, b) => a.box - b.box || a.s - b.s)
        const [told, late] = [samples.filter((each) => !each.late), samples.filter((each) => each.late)]
        const placed = inPlace(told, late, ({ t }) => t)
        return { mark, rollup: sumHour(mark.hour, placed) }
      }),

    rolledUp({ from, to, days, now, ...query }: RolledUpQuery): Series {
      const series = seriesNumber(connection, query)
      const read = connection.prepare(
        `SELECT hour, n, min, max, integral, good, other FROM rollup_hour
         WHERE site = ? AND series = ? AND hour >= ? AND hour < ? ORDER BY hour`,
      )
      const span = [Math.floor(from / HOUR_MS), Math.ceil(to / HOUR_MS)]
      const hours = series === undefined ? [] : read.all(series.site, series.no, ...span)
      return rollUpSpans(hours as (HourRollup & { hour: number })[], days, now)
    },
  }
}
