import type { Value } from '@zaojun/core'
import { HOUR_MS } from '../ingest/decoded.ts'

export type Sample = { t: number; v: Value; good: boolean }
export type HourSums = {
  n: number
  min: number | null
  max: number | null
  integral: number
  good: number
  other: number
}

/** A reading holds until the next one, but no longer than this: the longest silence a recording policy may have. */
export const LONGEST_HOLD_MS = 300_000
const MS_PER_SECOND = 1000

/**
 * Sums of one UTC hour from its readings and those of the hour before, in seq order. A reading holds until the next
 * one, never past the longest silence nor the hour; one whose successor carries an earlier time (the clock was set
 * back) holds for none. Seconds without a held reading are missing.
 */
export function sumHour(hour: number, samples: Sample[]): HourSums {
  const start = hour * HOUR_MS
  const end = start + HOUR_MS
  const sums: HourSums = { n: 0, min: null, max: null, integral: 0, good: 0, other: 0 }
  samples.forEach(({ t, v, good }, index) => {
    const amount = amountOf(v)
    const counts = good && amount !== null
    if (t >= start && t < end) {
      sums.n += 1
      if (counts) {
        sums.min = sums.min === null ? amount : Math.min(sums.min, amount)
        sums.max = sums.max === null ? amount : Math.max(sums.max, amount)
      }
    }
    const next = samples[index + 1]?.t ?? Number.POSITIVE_INFINITY
    const seconds = (Math.min(next, t + LONGEST_HOLD_MS, end) - Math.max(t, start)) / MS_PER_SECOND
    if (seconds <= 0) return
    if (counts) {
      sums.good += seconds
      sums.integral += amount * seconds
    } else sums.other += seconds
  })
  return sums
}

/** What a value counts for in a mean: true is 1, false 0; text and nothing count for none. */
const amountOf = (value: Value): number | null =>
  typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : null
