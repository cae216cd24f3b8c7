import { sql } from 'kysely'
import { HOUR_MS } from '../../ingest/decoded.ts'
import { type HourColumns, rollUpSpans, type Stretch } from '../../rollup/spans.ts'
import { SeriesText } from '../../rollup/text.ts'
import type { Series } from '../../routes/series/schema.ts'
import { WrittenJson } from '../json-answers.ts'
import { type NumberList, type Queries, siteNo } from '../queries.ts'
import type { SeriesQuery } from '../store.ts'
import { keptFromOf } from './retention.ts'
import { computeRollups, type HourRollup } from './rollups.ts'
import { seriesNumber } from './series.ts'

/** Of a site's series after one, in the order of their numbers. */
export type SiteRollupsQuery = Omit<SeriesQuery, 'device' | 'point'> & {
  days: number[] | null
  after: number
  limit: number
}
export type SiteRollups = { series: ({ device: string; point: string } & Series)[]; next: number | null }
type PageQuery = SiteRollupsQuery & { now: number }
type RolledUpQuery = SeriesQuery & { days: number[] | null; now: number }
/** Series of a site by their numbers, ascending, and a span. */
type Wanted = { site: number; series: number[]; from: number; to: number; days: number[] | null }
type Of = { site: number; no: number; from: number; to: number }
type SeriesHours = HourColumns & { series: NumberList }

const PARTS = 5
const FEW_SERIES = 20
/** Marked hours that one question for a series works out: those in progress, and the one that is just over. */
const HOURS_ON_ASKING = 3

export function rollupReads(queries: Queries) {
  return {
    async rolledUp({ from, to, days, now, ...query }: RolledUpQuery): Promise<Series> {
      const series = await seriesNumber(queries, query)
      if (series === undefined) return rollUpSpans([], days, now)
      const { site, no } = series
      const marked = await markedHours(queries, { site, no, from, to })
      const stretches = await stretchesOf(queries, { site, series: [no], from, to, days }, marked)
      const kept = await keptFromOf(queries, site)
      const removed = days === null ? kept.hours : 0
      return { ...rollUpSpans(stretches(no), days, now), ...(from < removed ? { removedBefore: removed } : {}) }
    },

    /** As `rolledUp`, of all series of a site: so many at a time, in their order. */
    async siteRollups(query: PageQuery): Promise<SiteRollups> {
      const { parts, next } = await inParts(queries, query, (part) => part)
      return { series: parts.flat(), next }
    },

    /** `siteRollups` as JSON. */
    async siteRollupsText(query: PageQuery): Promise<WrittenJson> {
      const text = new SeriesText()
      const write = (part: SiteRollups['series']) => part.map((each) => text.of(each)).join(',')
      const { parts, next } = await inParts(queries, query, write)
      return new WrittenJson(`{"series":[${parts.join(',')}],"next":${next}}`)
    },
  }
}

/** While a database of its own reads one part of the series, the part before is summed and written. */
async function inParts<Part>(
  queries: Queries,
  { site: id, from, to, days, now, after, limit }: PageQuery,
  write: (part: SiteRollups['series']) => Part,
): Promise<{ parts: Part[]; next: number | null }> {
  const site = await siteNo(queries, id)
  const page = await queries.all(
    sql<{ no: number; device: string; point: string }>`SELECT no, device, point FROM series
      WHERE site = ${site} AND no > ${after} ORDER BY no LIMIT ${limit}`,
  )
  const size = Math.max(FEW_SERIES, Math.ceil(page.length / PARTS))
  const parts = Array.from({ length: Math.ceil(page.length / size) }, async (_, part) => {
    const own = page.slice(part * size, (part + 1) * size)
    const stretches = await stretchesOf(queries, { site, series: own.map(({ no }) => no), from, to, days })
    return write(own.map(({ no, device, point }) => ({ device, point, ...rollUpSpans(stretches(no), days, now) })))
  })
  return { parts: await Promise.all(parts), next: page.length < limit ? null : (page.at(-1)?.no ?? null) }
}

/** What is held of each series, `marked` before what was rolled up: days that have taken the place of hours where days are asked for, then hours. */
async function stretchesOf(
  queries: Queries,
  wanted: Wanted,
  marked?: SeriesHours,
): Promise<(series: number) => Stretch[]> {
  const held = await hoursOf(queries, wanted)
  const hours = bySeries(wanted.series, marked === undefined ? held : withMarked(held, marked))
  if (wanted.days === null) return (series) => hours(series)
  const days = bySeries(wanted.series, await foldedDays(queries, wanted))
  return (series) => [...days(series), ...hours(series)]
}

/**
 * The newest hours of a series that are marked, as they are now: what is in progress waits for its turn at being rolled up,
 * and who looks at one series need not.
 */
async function markedHours(queries: Queries, { site, no, from, to }: Of): Promise<SeriesHours> {
  const [first, end] = [Math.floor(from / HOUR_MS), Math.ceil(to / HOUR_MS)]
  const marks = await queries.all(
    sql<{ hour: number }>`SELECT hour FROM (${queries.dialect.markedHours({ site, no }, first, end - 1)}) AS marked
      ORDER BY hour DESC LIMIT ${HOURS_ON_ASKING}`,
  )
  const computed = await computeRollups(
    queries,
    marks.map(({ hour }) => ({ site, series: no, hour })),
  )
  const rows = computed.flatMap(({ mark: { hour }, rollup }) =>
    rollup === null || hour < first || hour >= end ? [] : [{ hour, ...rollup }],
  )
  rows.sort((a, b) => a.hour - b.hour)
  const column = (name: keyof (typeof rows)[number]) => Float64Array.from(rows, (row) => row[name] ?? Number.NaN)
  return {
    series: Int32Array.from(rows, () => no),
    hour: column('hour'),
    n: column('n'),
    min: column('min'),
    max: column('max'),
    integral: column('integral'),
    good: column('good'),
    other: column('other'),
  }
}

/** Hours as they are now in the place of the same ones as they were. */
function withMarked(hours: SeriesHours, marked: SeriesHours): SeriesHours {
  if (marked.hour.length === 0) return hours
  const fresh = new Set<number>(marked.hour)
  const kept = Array.from(hours.hour.keys()).filter((row) => !fresh.has(hours.hour[row] ?? -1))
  const columns = Object.entries<NumberList>(marked).map(([name, list]) => {
    const before = hours[name as keyof SeriesHours]
    return [name, Float64Array.from([...kept.map((row) => before[row] ?? Number.NaN), ...list])]
  })
  return Object.fromEntries(columns) as SeriesHours
}

/** Rows of each series, by time: put in order here at a tenth of what the database takes. */
function bySeries(numbers: number[], hours: SeriesHours): (series: number) => Stretch[] {
  const { series, hour } = hours
  const places = new Map(numbers.map((number, place) => [number, place]))
  const ends = new Uint32Array(numbers.length)
  const place = (row: number) => places.get(series[row] ?? -1) ?? 0
  for (let row = 0; row < series.length; row++) ends[place(row)] = (ends[place(row)] ?? 0) + 1
  for (let at = 1; at < ends.length; at++) ends[at] = (ends[at] ?? 0) + (ends[at - 1] ?? 0)
  const next = Uint32Array.from(ends, (_, at) => ends[at - 1] ?? 0)
  const rows = new Uint32Array(series.length)
  for (let row = 0; row < series.length; row++) {
    const at = next[place(row)] ?? 0
    rows[at] = row
    next[place(row)] = at + 1
  }
  const byTime = (a: number, b: number) => (hour[a] ?? 0) - (hour[b] ?? 0)
  return (number) => {
    const at = places.get(number) ?? -1
    const own = rows.subarray(ends[at - 1] ?? 0, ends[at] ?? 0)
    if (own.length === 0) return []
    if (own.some((row, n) => n > 0 && byTime(own[n - 1] ?? 0, row) > 0)) own.sort(byTime)
    return [{ hours, rows: own }]
  }
}

const SUMS = { n: 'int4', min: 'float8', max: 'float8', integral: 'float8', good: 'float8', other: 'float8' } as const

const hoursOf = (queries: Queries, { site, series, from, to }: Wanted): Promise<SeriesHours> =>
  queries.columns(
    sql<HourRollup & { series: number; hour: number }>`SELECT series, hour, n, min, max, integral, good, other
      FROM rollup_hour WHERE site = ${site} AND series IN (${sql.join(series)})
      AND hour >= ${Math.floor(from / HOUR_MS)} AND hour < ${Math.ceil(to / HOUR_MS)}`,
    { series: 'int4', hour: 'int4', ...SUMS },
  )

/** Each as one hour at its beginning. */
async function foldedDays(queries: Queries, { site, series, from, to }: Wanted): Promise<SeriesHours> {
  const { start, ...columns } = await queries.columns(
    sql<HourRollup & { series: number; start: number }>`SELECT series, start, n, min, max, integral, good, other
      FROM rollup_day WHERE site = ${site} AND series IN (${sql.join(series)})
      AND start >= ${from} AND start < ${to}`,
    { series: 'int4', start: 'float8', ...SUMS },
  )
  return { ...columns, hour: Float64Array.from(start, (at) => at / HOUR_MS) }
}
