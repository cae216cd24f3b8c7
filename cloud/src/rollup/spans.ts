import type { Quality } from '@zaojun/core'
import { HOUR_MS } from '../ingest/decoded.ts'
import type { Series } from '../routes/series/schema.ts'
import type { HourSums } from './hour.ts'

const MS_PER_SECOND = 1000
/** Readings come in whole milliseconds: less than this is rounding. */
const SLACK_SECONDS = 0.0005

type Span = HourSums & { start: number; end: number }

/**
 * Hours as columns, or joined into the days that begin at `days` (the last one is the end). An hour belongs to the
 * day in which it begins. A span still running counts as missing only what has passed by `now`.
 */
export function rollUpSpans(hours: (HourSums & { hour: number })[], days: number[] | null, now: number): Series {
  const spans: Span[] = hours.map(({ hour, ...sums }) => ({
    ...sums,
    start: hour * HOUR_MS,
    end: (hour + 1) * HOUR_MS,
  }))
  const wanted = days === null ? spans : joinDays(spans, days)
  const filled = wanted.filter(({ n, good, other }) => n > 0 || good + other > 0)
  return {
    resolution: days === null ? 'hour' : 'day',
    t: filled.map(({ start }) => start),
    v: filled.map(({ good, integral }) => (good > 0 ? integral / good : null)),
    q: filled.map((span) => qualityOf(span, missingSeconds(span, now))),
    min: filled.map(({ min }) => min),
    max: filled.map(({ max }) => max),
    n: filled.map(({ n }) => n),
    good: filled.map(({ good }) => good),
    missing: filled.map((span) => missingSeconds(span, now)),
    truncated: false,
  }
}

function missingSeconds({ start, end, good, other }: Span, now: number): number {
  const passed = Math.max(0, Math.min(end, now) - start) / MS_PER_SECOND
  return Math.max(0, passed - good - other)
}

function qualityOf({ good, other }: Span, missing: number): Quality {
  if (good <= 0) return other > 0 ? 'bad' : 'stale'
  return other > 0 || missing > SLACK_SECONDS ? 'uncertain' : 'good'
}

function joinDays(hours: Span[], days: number[]): Span[] {
  const joined: Span[] = []
  for (let i = 0; i + 1 < days.length; i++) {
    const [start, end] = [days[i] ?? 0, days[i + 1] ?? 0]
    const inside = hours.filter((hour) => hour.start >= start && hour.start < end)
    if (inside.length > 0) joined.push(inside.reduce(add, { ...EMPTY, start, end }))
  }
  return joined
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
