import { type Block, blocksOf } from '../../ingest/block.ts'
import type { DecodedBatch } from '../../ingest/decoded.ts'

/**
 * A row of `segment`: the segments of one batch within one UTC hour. `series`: the number of each one's series, as JSON, so
 * that either engine's SQL can list them; `points`: the block (`ingest/block.ts`).
 */
export const SEGMENT_COLUMNS = ['site', 'hour', 'box', 'batch', 't1', 'n', 'series', 'points'] as const
export type SegmentRow = Omit<Block, 'series'> & { series: string }

/** `numbers`: of the batch's series. */
export const segmentRows = (
  batch: Pick<DecodedBatch, 'blocks' | 'segments' | 'points'>,
  numbers: number[],
): SegmentRow[] =>
  Array.from(blocksOf(batch, numbers), ({ series, ...block }) => ({ ...block, series: JSON.stringify(series) }))

export const listedSeries = (series: string): number[] => JSON.parse(series) as number[]
