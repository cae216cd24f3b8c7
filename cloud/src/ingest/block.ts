import { MAX_BATCH_READINGS } from '@zaojun/core/plain'
import { ByteReader, ByteWriter } from './bytes.ts'
import { BLOCK, BLOCK_FIELDS, type DecodedBatch } from './decoded.ts'
import { type Points, readPoints } from './points.ts'
import { FIELD, type SegmentRows } from './segment-rows.ts'

/**
 * A block: the segments of one batch within one UTC hour, one row of the store. Layout: how many segments; then by columns
 * the part, the number of points, the first time (steps), the first seq (steps) and the length of the points of each; then
 * their points one after the other (`points.ts`). Which series each is of stands beside it: the store numbers them.
 */
export type Block = { hour: number; t1: number; n: number; series: number[]; points: Uint8Array }
type Blocks = Pick<DecodedBatch, 'blocks' | 'segments' | 'points'>

const bytes = new ByteWriter()

/** Segments hour by hour; `points`: those of all, in the order of rows. */
export function packBlocks(rows: SegmentRows, points: Uint8Array): Blocks {
  const hours = new Map<number, number[]>()
  for (let row = 0; row < rows.count; row++) {
    const hour = rows.at(row, FIELD.hour)
    const own = hours.get(hour)
    if (own === undefined) hours.set(hour, [row])
    else own.push(row)
  }
  const blocks = new Float64Array(hours.size * BLOCK_FIELDS)
  const segments = new Uint32Array(rows.count)
  let [base, segment] = [0, 0]
  bytes.reset()
  for (const [hour, own] of hours) {
    packBlock(rows, own, points)
    blocks[base + BLOCK.hour] = hour
    blocks[base + BLOCK.t1] = own.reduce((newest, row) => Math.max(newest, rows.at(row, FIELD.t1)), 0)
    blocks[base + BLOCK.n] = own.reduce((sum, row) => sum + rows.at(row, FIELD.n), 0)
    blocks[base + BLOCK.segments] = own.length
    blocks[base + BLOCK.end] = bytes.length
    base += BLOCK_FIELDS
    for (const row of own) segments[segment++] = rows.at(row, FIELD.series)
  }
  return { blocks, segments, points: bytes.take() }
}

function packBlock(rows: SegmentRows, own: number[], points: Uint8Array): void {
  const begin = (row: number) => (row === 0 ? 0 : rows.at(row - 1, FIELD.end))
  bytes.varint(own.length)
  for (const row of own) bytes.varint(rows.at(row, FIELD.part))
  for (const row of own) bytes.varint(rows.at(row, FIELD.n))
  for (const field of [FIELD.t0, FIELD.s0]) {
    let before = 0
    for (const row of own) {
      bytes.signed(rows.at(row, field) - before)
      before = rows.at(row, field)
    }
  }
  for (const row of own) bytes.varint(rows.at(row, FIELD.end) - begin(row))
  for (const row of own) bytes.raw(points.subarray(begin(row), rows.at(row, FIELD.end)))
}

/** The blocks of a batch as rows; `numbers`: of the batch's series. */
export function* blocksOf({ blocks, segments, points }: Blocks, numbers: number[]): Generator<Block> {
  let [start, segment] = [0, 0]
  for (let base = 0; base < blocks.length; base += BLOCK_FIELDS) {
    const field = (index: number) => blocks[base + index] ?? 0
    const last = segment + field(BLOCK.segments)
    const series = Array.from(segments.subarray(segment, last), (index) => numbers[index] ?? 0)
    const end = field(BLOCK.end)
    yield {
      hour: field(BLOCK.hour),
      t1: field(BLOCK.t1),
      n: field(BLOCK.n),
      series,
      points: points.subarray(start, end),
    }
    segment = last
    start = end
  }
}

/** Hours in which readings of a batch stand. */
export const hoursOf = ({ blocks }: Pick<Blocks, 'blocks'>): number[] =>
  Array.from({ length: blocks.length / BLOCK_FIELDS }, (_, row) => blocks[row * BLOCK_FIELDS + BLOCK.hour] ?? 0)

/** `of`: which of the block's segments, by its place. */
export type Segment = { of: number; part: number; points: Points }

/**
 * The segments of a block of which `isWanted` holds, by their place in it; `count`: how many its row lists. Throws where the
 * bytes are not such a block.
 */
export function* unpackBlock(
  block: Uint8Array,
  count: number,
  isWanted: (place: number) => boolean,
): Generator<Segment> {
  const from = new ByteReader(block)
  const said = from.varint()
  if (said !== count) throw new Error(`a block of ${said} segments, where its row lists ${count}`)
  const column = (read: (before: number) => number) => {
    const cells = new Array<number>(count)
    for (let i = 0, before = 0; i < count; i++) {
      before = read(before)
      cells[i] = before
    }
    return cells
  }
  const plain = () => from.varint()
  const stepped = (before: number) => before + from.signed()
  const [parts, counts, times, seqs, lengths] = [plain, plain, stepped, stepped, plain].map(column) as [
    number[],
    number[],
    number[],
    number[],
    number[],
  ]
  const bytes = lengths.reduce((sum, length) => sum + length, 0)
  if (bytes !== from.rest().length || counts.some((n) => n > MAX_BATCH_READINGS))
    throw new Error(`a block of ${block.length} bytes is damaged`)
  for (let of = 0; of < count; of++) {
    const points = from.raw(lengths[of] ?? 0)
    if (!isWanted(of)) continue
    const head = { n: counts[of] ?? 0, t0: times[of] ?? 0, s0: seqs[of] ?? 0 }
    yield { of, part: parts[of] ?? 0, points: readPoints(points, head) }
  }
}
