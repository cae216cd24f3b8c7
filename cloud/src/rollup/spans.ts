import type { Quality } from '@zaojun/core'
import { HOUR_MS } from '../ingest/decoded.ts'
import type { Series } from '../routes/series/schema.ts'
import type { Columns } from '../store/queries.ts'
import type { HourSums } from './hour.ts'

const MS_PER_SECOND = 1000
/** Readings come in whole milliseconds: less than this is rounding. */
const SLACK_SECONDS = 0.0005

/** Hours as columns; `hour`: hours since 1970. */
export type HourColumns = Columns<HourSums & { hour: number }>
/** Rows of columns, as they are numbered there: hours of one series, in order of time. */
export type Stretch = { hours: HourColumns; rows: Uint32Array }

type Span = HourSums & { start: number; end: number }
type SpanColumns = Series & Required<Pick<Series, 'min' | 'max' | 'n' | 'good' | 'missing'>>

/**
 * Hours as columns, or joined into the days that begin at `days` (the last one is the end). An hour belongs to the
 * day in which it begins. A span still running counts as missing only what has passed by `now`.
 */
export function rollUpSpans(stretches: Stretch[], days: number[] | null, now: number): Series {
  const spans: SpanColumns = {
    resolution: days === null ? 'hour' : 'day',
    t: [],
    v: [],
    q: [],
    min: [],
    max: [],
    n: [],
    good: [],
    missing: [],
    truncated: false,
  }
  const span: Span = { ...EMPTY, start: 0, end: 0 }
  if (days !== null) for (const day of joinDays(stretches, days)) push(spans, day, now)
  else
    for (const { hours, rows } of stretches)
      for (let at = 0; at < rows.length; at++) push(spans, readSpan(span, hours, rows[at] ?? 0), now)
  return spans
}

const numberOrNull = (value = Number.NaN): number | null => (Number.isNaN(value) ? null : value)

/** Into one that is used again: there are tens of thousands. */
function readSpan(span: Span, hours: HourColumns, row: number): Span {
  const hour = hours.hour[row] ?? 0
  span.start = hour * HOUR_MS
  span.end = (hour + 1) * HOUR_MS
  span.n = hours.n[row] ?? 0
  span.min = numberOrNull(hours.min[row])
  span.max = numberOrNull(hours.max[row])
  span.integral = hours.integral[row] ?? 0
  span.good = hours.good[row] ?? 0
  span.other = hours.other[row] ?? 0
  return span
}

/** Seconds without the rounding of sums; short numbers are also written several times faster. */
const toMilliseconds = (seconds: number): number => Math.round(seconds * MS_PER_SECOND) / MS_PER_SECOND

/** One in which there is nothing is left out. */
function push(spans: SpanColumns, { start, end, n, min, max, integral, good, other }: Span, now: number): void {
  if (n === 0 && good + other === 0) return
  const passed = Math.max(0, Math.min(end, now) - start) / MS_PER_SECOND
  const missing = Math.max(0, passed - good - other)
  spans.t.push(start)
  spans.v.push(good > 0 ? integral / good : null)
  spans.q.push(qualityOf(good, other, missing))
  spans.min.push(min)
  spans.max.push(max)
  spans.n.push(n)
  spans.good.push(toMilliseconds(good))
  spans.missing.push(toMilliseconds(missing))
}

function qualityOf(good: number, other: number, missing: number): Quality {
  if (good <= 0) return other > 0 ? 'bad' : 'stale'
  return other > 0 || missing > SLACK_SECONDS ? 'uncertain' : 'good'
}

function joinDays(stretches: Stretch[], days: number[]): Iterable<Span> {
  const joined = new Map<number, Span>()
  const hour: Span = { ...EMPTY, start: 0, end: 0 }
  for (const { hours, rows } of stretches) {
    let day = 0
    for (const row of rows) {
      readSpan(hour, hours, row)
      while (day + 1 < days.length && (days[day + 1] ?? 0) <= hour.start) day++
      const [start = 0, end] = [days[day], days[day + 1]]
      if (end !== undefined && hour.start >= start)
        joined.set(day, add(joined.get(day) ?? { ...EMPTY, start, end }, hour))
    }
  }
  return joined.values()
}

const EMPTY: HourSums = { n: 0, min: null, max: null, integral: 0, good: 0, other: 0 }

const lesser = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b))
const greater = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b))

const add = (day: Span, hour: Span): Span => ({
  start: day.start,
  end: day.end,
  n: day.n + hour.n,
  min: lesser(day.min, hour.min),
  max: greater(day.max, hour.max),
  integral: day.integral + hour.integral,
  good: day.good + hour.good,
  other: day.other + hour.other,
})
