import { sql } from 'kysely'
import { HOUR_MS } from '../../ingest/decoded.ts'
import { type HourColumns, rollUpSpans, type Stretch } from '../../rollup/spans.ts'
import type { Series } from '../../routes/series/schema.ts'
import { type Queries, siteNo } from '../queries.ts'
import type { SeriesQuery } from '../store.ts'
import { keptFromOf } from './retention.ts'
import type { HourRollup } from './rollups.ts'
import { seriesNumber } from './series.ts'

/** Of a site's series after one, in the order of their numbers. */
export type SiteRollupsQuery = Omit<SeriesQuery, 'device' | 'point'> & {
  days: number[] | null
  after: number
  limit: number
}
export type SiteRollups = { series: ({ device: string; point: string } & Series)[]; next: number | null }
type RolledUpQuery = SeriesQuery & { days: number[] | null; now: number }
/** Series of a site by their numbers, ascending, and a span. */
type Wanted = { site: number; series: number[]; from: number; to: number; days: number[] | null }
type SeriesHours = HourColumns & { series: number[] }

export function rollupReads(queries: Queries) {
  return {
    async rolledUp({ from, to, days, now, ...query }: RolledUpQuery): Promise<Series> {
      const series = await seriesNumber(queries, query)
      if (series === undefined) return rollUpSpans([], days, now)
      const { site, no } = series
      const stretches = await stretchesOf(queries, { site, series: [no], from, to, days })
      const kept = await keptFromOf(queries, site)
      const removed = days === null ? kept.hours : 0
      return { ...rollUpSpans(stretches(no), days, now), ...(from < removed ? { removedBefore: removed } : {}) }
    },

    /** As `rolledUp`, of all series of a site: so many at a time, in their order. */
    async siteRollups({
      site: id,
      from,
      to,
      days,
      now,
      after,
      limit,
    }: SiteRollupsQuery & { now: number }): Promise<SiteRollups> {
      const site = await siteNo(queries, id)
      const page = await queries.all(
        sql<{ no: number; device: string; point: string }>`SELECT no, device, point FROM series
          WHERE site = ${site} AND no > ${after} ORDER BY no LIMIT ${limit}`,
      )
      if (page.length === 0) return { series: [], next: null }
      const stretches = await stretchesOf(queries, { site, series: page.map(({ no }) => no), from, to, days })
      const series = page.map(({ no, device, point }) => ({ device, point, ...rollUpSpans(stretches(no), days, now) }))
      return { series, next: page.length < limit ? null : (page.at(-1)?.no ?? null) }
    },
  }
}

/** What is held of each series: days that have taken the place of hours where days are asked for, then hours. */
async function stretchesOf(queries: Queries, wanted: Wanted): Promise<(series: number) => Stretch[]> {
  const hours = bySeries(await hoursOf(queries, wanted))
  if (wanted.days === null) return (series) => hours(series)
  const days = bySeries(await foldedDays(queries, wanted))
  return (series) => [...days(series), ...hours(series)]
}

/** Rows come in the order of series: those of one stand together. */
function bySeries(hours: SeriesHours): (series: number) => Stretch[] {
  const stretches = new Map<number, Stretch>()
  hours.series.forEach((series, row) => {
    const stretch = stretches.get(series)
    if (stretch === undefined) stretches.set(series, { hours, from: row, to: row + 1 })
    else stretch.to = row + 1
  })
  return (series) => {
    const stretch = stretches.get(series)
    return stretch === undefined ? [] : [stretch]
  }
}

const SUMS = ['n', 'min', 'max', 'integral', 'good', 'other'] as const

const hoursOf = (queries: Queries, { site, series, from, to }: Wanted): Promise<SeriesHours> =>
  queries.columns(
    sql<HourRollup & { series: number; hour: number }>`SELECT series, hour, n, min, max, integral, good, other
      FROM rollup_hour WHERE site = ${site} AND series IN (${sql.join(series)})
      AND hour >= ${Math.floor(from / HOUR_MS)} AND hour < ${Math.ceil(to / HOUR_MS)} ORDER BY series, hour`,
    ['series', 'hour', ...SUMS],
  )

/** Each as one hour at its beginning. */
async function foldedDays(queries: Queries, { site, series, from, to }: Wanted): Promise<SeriesHours> {
  const { start, ...columns } = await queries.columns(
    sql<HourRollup & { series: number; start: number }>`SELECT series, start, n, min, max, integral, good, other
      FROM rollup_day WHERE site = ${site} AND series IN (${sql.join(series)})
      AND start >= ${from} AND start < ${to} ORDER BY series, start`,
    ['series', 'start', ...SUMS],
  )
  return { ...columns, hour: start.map((at) => at / HOUR_MS) }
}
