import { sql } from 'kysely'
import { HOUR_MS } from '../../ingest/decoded.ts'
import type { HourOfSeries } from '../../rollup/due.ts'
import { LONGEST_HOLD_MS, type Sample, sumHour } from '../../rollup/hour.ts'
import type { Piece } from '../../sealing/chunk.ts'
import type { Queries } from '../queries.ts'
import { type Correction, correctionsOf, movedHours, wireHours } from './clock-corrections.ts'
import { asRecorded, type Placed, readingsInto, readingsOf, shiftOfPiece } from './readings.ts'
import { keptFromOf } from './retention.ts'

/** `other`: seconds covered by readings that are not good numbers. */
export type HourRollup = {
  n: number
  min: number | null
  max: number | null
  integral: number
  good: number
  other: number
}
/** `rollup` null: stays as it is, for the readings behind it are gone. */
export type Computed<Mark extends HourOfSeries> = { mark: Mark; rollup: HourRollup | null }
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
  return sumHour(hour, asRecorded(holdingOn(samples, hour * HOUR_MS)))
}

/**
 * Without what is too long before `start` to hold on: of each box from the first reading near enough on, so that it does not
 * matter how much of the hour before was read. What was told late counts by its own time.
 */
function holdingOn<Reading extends Sample & Placed>(samples: Reading[], start: number): Reading[] {
  const begun = new Set<number>()
  return samples
    .toSorted((a, b) => a.s - b.s)
    .filter(({ box, t, late }) => {
      const isNear = t > start - LONGEST_HOLD_MS
      if (isNear && !late) begun.add(box)
      return isNear || (!late && begun.has(box))
    })
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
    const read =
      own.length === 0
        ? readingsInto(queries, site, series, hour)
        : readingsOf(queries, site, series, wireHours(own, (hour - 1) * HOUR_MS, (hour + 1) * HOUR_MS))
    const segments = Map.groupBy(await read, (piece) => piece.series)
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
