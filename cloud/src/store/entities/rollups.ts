import { sql } from 'kysely'
import { HOUR_MS } from '../../ingest/decoded.ts'
import { type Sample, sumHour } from '../../rollup/hour.ts'
import { rollUpSpans } from '../../rollup/spans.ts'
import type { Series } from '../../routes/series/schema.ts'
import type { Piece } from '../../sealing/chunk.ts'
import { type Queries, siteNo } from '../queries.ts'
import type { SeriesQuery } from '../store.ts'
import { type Correction, correctionsOf, movedHours, wireHours } from './clock-corrections.ts'
import { asRecorded, type Placed, readingsOf, shiftOfPiece } from './readings.ts'
import { keptFromOf } from './retention.ts'
import { seriesNumber } from './series.ts'

/** `other`: seconds covered by readings that are not good numbers. */
export type HourRollup = {
  n: number
  min: number | null
  max: number | null
  integral: number
  good: number
  other: number
}
/** An hour of a series by its numbers in the keys. */
export type HourOfSeries = { site: number; series: number; hour: number }
/** `rollup` null: stays as it is, for the readings behind it are gone. */
export type Computed<Mark extends HourOfSeries> = { mark: Mark; rollup: HourRollup | null }
/** Of a site's series after one, in the order of their numbers. */
export type SiteRollupsQuery = Omit<SeriesQuery, 'device' | 'point'> & {
  days: number[] | null
  after: number
  limit: number
}
export type SiteRollups = { series: ({ device: string; point: string } & Series)[]; next: number | null }
type RolledUpQuery = SeriesQuery & { days: number[] | null; now: number }

const samplesOf = (piece: Piece, corrections: Correction[]): (Sample & Placed)[] => {
  const { box, points } = piece
  const { t, s, v, sparse } = points
  const shift = shiftOfPiece(piece, corrections)
  return v.map((value, i) => ({
    box,
    s: s[i] ?? 0,
    t: (t[i] ?? 0) + shift,
    v: value,
    good: (sparse.q?.[i] ?? 0) === 0,
    late: sparse.l === true,
  }))
}

/** What an hour comes to, from its segments and those of the hour before: the last reading there may hold on. */
function rollUpHour(hour: number, segments: Piece[], corrections: Correction[]): HourRollup {
  const [from, to] = [(hour - 1) * HOUR_MS, (hour + 1) * HOUR_MS]
  const all = segments.flatMap((piece) => samplesOf(piece, corrections))
  const samples = corrections.length === 0 ? all : all.filter(({ t }) => t >= from && t < to)
  return sumHour(hour, asRecorded(samples))
}

/** With the hours that corrections of the clock have moved readings into or out of. */
function withMoved<Mark extends HourOfSeries>(marks: Mark[], corrections: Map<number, Correction[]>): Mark[] {
  const all = new Map(marks.map((mark) => [`${mark.site} ${mark.series} ${mark.hour}`, mark]))
  for (const mark of marks)
    for (const hour of movedHours(corrections.get(mark.site) ?? [], mark.hour)) {
      const key = `${mark.site} ${mark.series} ${hour}`
      if (!all.has(key)) all.set(key, { ...mark, hour })
    }
  return [...all.values()]
}

/** Computes marked hours from their segments: one statement for all series of a site's hour. */
export async function computeRollups<Mark extends HourOfSeries>(queries: Queries, marks: Mark[]) {
  const done: Computed<Mark>[] = []
  const corrections = new Map<number, Correction[]>()
  for (const site of new Set(marks.map((mark) => mark.site))) corrections.set(site, await correctionsOf(queries, site))
  const moved = withMoved(marks, corrections)
  const standing = await keptHours(queries, moved)
  for (const together of Map.groupBy(moved, ({ site, hour }) => `${site} ${hour}`).values()) {
    const { site, hour } = together[0] as Mark
    const own = corrections.get(site) ?? []
    const series = [...new Set(together.map((mark) => mark.series))]
    const hours = wireHours(own, (hour - 1) * HOUR_MS, (hour + 1) * HOUR_MS)
    const segments = Map.groupBy(await readingsOf(queries, site, series, hours), (piece) => piece.series)
    for (const mark of together)
      done.push({
        mark,
        rollup: standing.has(keyOf(mark)) ? null : rollUpHour(hour, segments.get(mark.series) ?? [], own),
      })
  }
  return done
}

const keyOf = ({ site, series, hour }: HourOfSeries): string => `${site} ${series} ${hour}`

/** Of these hours, those whose readings, or those of the hour before, a policy has removed: what they came to stands. */
async function keptHours(queries: Queries, marks: HourOfSeries[]): Promise<Set<string>> {
  const standing = new Set<string>()
  for (const [site, own] of Map.groupBy(marks, (mark) => mark.site)) {
    const { readings } = await keptFromOf(queries, site)
    const old = own.filter(({ hour }) => (hour - 1) * HOUR_MS < readings)
    for (const mark of old) {
      const held = await queries.first(
        sql<{ n: number }>`SELECT n FROM rollup_hour
          WHERE site = ${site} AND series = ${mark.series} AND hour = ${mark.hour}`,
      )
      if (held !== undefined) standing.add(keyOf(mark))
    }
  }
  return standing
}

export function rollupReads(queries: Queries) {
  return {
    async rolledUp({ from, to, days, now, ...query }: RolledUpQuery): Promise<Series> {
      const series = await seriesNumber(queries, query)
      const hours =
        series === undefined
          ? []
          : await queries.all(
              sql<HourRollup & { hour: number }>`SELECT hour, n, min, max, integral, good, other FROM rollup_hour
                WHERE site = ${series.site} AND series = ${series.no}
                AND hour >= ${Math.floor(from / HOUR_MS)} AND hour < ${Math.ceil(to / HOUR_MS)} ORDER BY hour`,
            )
      if (series === undefined) return rollUpSpans(hours, days, now)
      const folded = days === null ? [] : await foldedDays(queries, series.site, [series.no], from, to)
      const kept = await keptFromOf(queries, series.site)
      const removed = days === null ? kept.hours : 0
      return { ...rollUpSpans([...folded, ...hours], days, now), ...(from < removed ? { removedBefore: removed } : {}) }
    },

    /** As `rolledUp`, of all series of a site: so many at a time, in their order. */
    async siteRollups({
      site,
      from,
      to,
      days,
      now,
      after,
      limit,
    }: SiteRollupsQuery & { now: number }): Promise<SiteRollups> {
      const no = await siteNo(queries, site)
      const page = await queries.all(
        sql<{ no: number; device: string; point: string }>`SELECT no, device, point FROM series
          WHERE site = ${no} AND no > ${after} ORDER BY no LIMIT ${limit}`,
      )
      if (page.length === 0) return { series: [], next: null }
      const rows = await queries.all(
        sql<HourRollup & { series: number; hour: number }>`SELECT series, hour, n, min, max, integral, good, other
          FROM rollup_hour WHERE site = ${no} AND series IN (${sql.join(page.map((each) => each.no))})
          AND hour >= ${Math.floor(from / HOUR_MS)} AND hour < ${Math.ceil(to / HOUR_MS)} ORDER BY series, hour`,
      )
      const numbers = page.map((each) => each.no)
      const folded = days === null ? [] : await foldedDays(queries, no, numbers, from, to)
      const hours = Map.groupBy([...folded, ...rows], ({ series }) => series)
      const series = page.map(({ no, device, point }) => {
        return { device, point, ...rollUpSpans(hours.get(no) ?? [], days, now) }
      })
      return { series, next: page.length < limit ? null : (page.at(-1)?.no ?? null) }
    },
  }
}

/** Days that have taken the place of hours, each as one at its beginning. */
async function foldedDays({ all }: Queries, site: number, series: number[], from: number, to: number) {
  const rows = await all(
    sql<HourRollup & { series: number; start: number }>`SELECT series, start, n, min, max, integral, good, other
      FROM rollup_day WHERE site = ${site} AND series IN (${sql.join(series)}) AND start >= ${from} AND start < ${to}
      ORDER BY series, start`,
  )
  return rows.map(({ start, ...day }) => ({ ...day, hour: start / HOUR_MS }))
}

/** Rows of one statement. */
const ROWS_AT_ONCE = 50

/** Writes what hours came to; no hour twice. */
export async function writeRollups({ run }: Queries, computed: Computed<HourOfSeries>[]): Promise<void> {
  const done = computed.flatMap(({ mark, rollup }) => (rollup === null ? [] : [{ mark, rollup }]))
  for (let start = 0; start < done.length; start += ROWS_AT_ONCE) {
    const rows = done.slice(start, start + ROWS_AT_ONCE).map(({ mark, rollup }) => {
      const { n, min, max, integral, good, other } = rollup
      return sql`(${mark.site}, ${mark.series}, ${mark.hour}, ${n}, ${min}, ${max}, ${integral}, ${good}, ${other})`
    })
    await run(
      sql`INSERT INTO rollup_hour (site, series, hour, n, min, max, integral, good, other) VALUES ${sql.join(rows)}
        ON CONFLICT (site, series, hour) DO UPDATE SET n = excluded.n, min = excluded.min, max = excluded.max,
        integral = excluded.integral, good = excluded.good, other = excluded.other`,
    )
  }
}
