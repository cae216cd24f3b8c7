import type { Quality } from '@zaojun/core'
import { HOUR_MS } from '../ingest/decoded.ts'
import type { Series } from '../routes/series/schema.ts'
import type { Columns } from '../store/queries.ts'
import type { HourSums } from './hour.ts'

const MS_PER_SECOND = 1000
/** Readings come in whole milliseconds: less than this is rounding. */
const SLACK_SECONDS = 0.0005

/** Hours as columns of one length; `hour`: hours since 1970. */
export type HourColumns = Columns<HourSums & { hour: number }>
/** Rows `from` … `to` − 1 of columns: hours of one series, in order of time. */
export type Stretch = { hours: HourColumns; from: number; to: number }

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
  if (days !== null) for (const day of joinDays(stretches, days)) push(spans, day, now)
  else
    for (const { hours, from, to } of stretches)
      for (let row = from; row < to; row++) push(spans, spanAt(hours, row), now)
  return spans
}

function spanAt(hours: HourColumns, row: number): Span {
  const hour = hours.hour[row] ?? 0
  return {
    start: hour * HOUR_MS,
    end: (hour + 1) * HOUR_MS,
    n: hours.n[row] ?? 0,
    min: hours.min[row] ?? null,
    max: hours.max[row] ?? null,
    integral: hours.integral[row] ?? 0,
    good: hours.good[row] ?? 0,
    other: hours.other[row] ?? 0,
  }
}

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
  spans.good.push(good)
  spans.missing.push(missing)
}

function qualityOf(good: number, other: number, missing: number): Quality {
  if (good <= 0) return other > 0 ? 'bad' : 'stale'
  return other > 0 || missing > SLACK_SECONDS ? 'uncertain' : 'good'
}

function joinDays(stretches: Stretch[], days: number[]): Iterable<Span> {
  const joined = new Map<number, Span>()
  for (const { hours, from, to } of stretches) {
    let day = 0
    for (let row = from; row < to; row++) {
      const hour = spanAt(hours, row)
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
