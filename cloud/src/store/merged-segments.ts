import { blocksOf, packBlocks } from '../ingest/block.ts'
import { FIELD, SegmentRows } from '../ingest/segment-rows.ts'
import type { SegmentRow } from './entities/segments.ts'

/** Which segments make one block. */
export type BlockKey = { site: number; hour: number; box: number; batch: number }
/** A segment as it stood in a row of its own. */
export type SingleSegment = {
  series: number
  part: number
  t0: number
  t1: number
  s0: number
  n: number
  points: Uint8Array
}
export const SINGLE_COLUMNS = 'series, part, t0, t1, s0, n, points'

/** The segments of one batch and UTC hour, which had a row each, as the one row they are now. */
export function mergedSegments({ hour }: Pick<BlockKey, 'hour'>, segments: SingleSegment[]): SegmentRow {
  const rows = new SegmentRows()
  let end = 0
  segments.forEach(({ part, t0, t1, s0, n, points }, index) => {
    end += points.length
    const row = rows.next()
    for (const [field, value] of Object.entries({ series: index, hour, part, t0, t1, s0, n, end }))
      row[FIELD[field as keyof typeof FIELD]] = value
  })
  const packed = packBlocks(rows, Buffer.concat(segments.map(({ points }) => points)))
  const numbers = segments.map(({ series }) => series)
  const [block] = blocksOf(packed, numbers)
  if (block === undefined) throw new Error('a block without segments')
  return { ...block, series: JSON.stringify(block.series) }
}
