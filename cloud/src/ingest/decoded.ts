import type { Entry, Registry } from '@zaojun/core'

/** Bucket of readings whose time is unknown. */
export const HOUR_UNKNOWN = -1
export const HOUR_MS = 3_600_000

/**
 * Columns of one block: the segments (readings of one series) of a batch within one UTC hour. `hour` = floor(t / 1 h), −1
 * where the time is unknown; `t1`: the newest of the last times of its segments (wall ms, monotonic ms where unknown);
 * `n`: readings. Packed so that they cross threads without copying.
 */
export const BLOCK_FIELDS = 5
export const BLOCK = {
  hour: 0,
  t1: 1,
  n: 2,
  segments: 3,
  /** Where this block's bytes end in `points`; they begin where those of the one before end. */
  end: 4,
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
  /** `BLOCK_FIELDS` numbers a block. */
  blocks: Float64Array
  /** Which of `series` each segment is of, block after block. */
  segments: Uint32Array
  /** The blocks, one after the other, as `block.ts` packs them. */
  points: Uint8Array
  entries: Entry[]
  registry: { registry: Registry; seq: number } | null
}
