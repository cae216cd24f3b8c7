import type { Entry, Registry } from '@zaojun/core'

/** Bucket of readings whose time is unknown. */
export const HOUR_UNKNOWN = -1
export const HOUR_MS = 3_600_000

/**
 * Columns of one segment: readings of one series, of one batch, within one UTC hour (`hour` = floor(t / 1 h), −1 where
 * the time is unknown). t0 and t1 are the first and last time in seq order (wall ms, monotonic ms where unknown), min
 * and max of good values (NaN where there is none). Integral (value × s) and seconds run from the first reading to
 * the last: hold-last, never past the longest silence. Packed so that they cross threads without copying.
 */
export const SEGMENT_FIELDS = 14
export const FIELD = {
  series: 0,
  hour: 1,
  part: 2,
  t0: 3,
  t1: 4,
  s0: 5,
  s1: 6,
  n: 7,
  min: 8,
  max: 9,
  integral: 10,
  goodSeconds: 11,
  missingSeconds: 12,
  /** Where this segment's points end in `points`; they begin where the one before ends. */
  end: 13,
} as const

/**
 * Columns of the newest reading of one series in a batch; `at` is NaN where the time is unknown, `seq` 0 where all of
 * it was told late and none is the newest.
 */
export const NEWEST_FIELDS = 4
export const NEWEST = { quality: 0, origin: 1, at: 2, seq: 3 } as const

/** A verified batch, taken apart for the store. */
export type DecodedBatch = {
  box: string
  n: number
  digest: string
  prev: string | null
  from: number
  to: number
  readings: number
  clock: string
  /** Newest wall ms in it; null where every time is unknown. */
  newestWall: number | null
  /** The envelope as zstd. */
  archive: Uint8Array
  /** `device/point` of each series, a line each: one long text crosses threads faster than many short ones. */
  series: string
  /** `NEWEST_FIELDS` numbers a series. */
  newest: Float64Array
  /** JSON of the newest value of each series, a line each. */
  newestValues: string
  /** Index of a series → reason its newest reading gives. */
  newestReasons: Record<number, string>
  /** `SEGMENT_FIELDS` numbers a segment. */
  segments: Float64Array
  /** The segments' points, one after the other, as `points.ts` encodes them. */
  points: Uint8Array
  entries: Entry[]
  registry: { registry: Registry; seq: number } | null
}
