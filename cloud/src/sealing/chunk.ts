import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { ByteReader, ByteWriter } from '../ingest/bytes.ts'
import { HOUR_MS } from '../ingest/decoded.ts'
import type { Points, Sparse } from '../ingest/points.ts'
import { readValues, writeValues } from './values.ts'

/**
 * A chunk: the segments of one series and one UTC day, as columns, in zstd. Layout: version, how many segments, how many
 * points; of each segment its hour of the day, box, batch, part, points, origin; of each point its time (steps of steps,
 * ms since the day began), its seq (steps; the first of a box as it is) and its value; then JSON of what few points have.
 */
const VERSION = 1
export const HOURS_A_DAY = 24
export const DAY_MS = HOURS_A_DAY * HOUR_MS
/** Points of one chunk: bounds what one look-up unpacks. */
export const MAX_CHUNK_POINTS = 65_536
const MAX_CHUNK_BYTES = 2 ** 28
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 6 } }

/** A segment taken apart; `points.s[0]` is its first seq. */
export type Piece = { series: number; hour: number; box: number; batch: number; part: number; points: Points }
/** Gaps between indexes and what stands there, in turn. */
type Run<Item> = (number | Item)[]
/** `l`: segments told late. The others by point: quality, reason, device time less its own, calibration from there on. */
type Rare = { l?: Run<1>; q?: Run<number>; r?: Run<string>; x?: Run<number>; c?: Run<string> }

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** In the order in which a chunk holds them: readings of a box by seq. */
export const inOrder = (a: Piece, b: Piece): number =>
  a.box - b.box || a.batch - b.batch || a.part - b.part || a.hour - b.hour

/** Packs segments of one series and day, which are `inOrder`. */
export function packChunk(day: number, pieces: Piece[]): Uint8Array {
  const to = new ByteWriter()
  to.byte(VERSION)
  to.varint(pieces.length)
  to.varint(pieces.reduce((sum, { points }) => sum + points.s.length, 0))
  for (const { hour } of pieces) to.byte(hour - day * HOURS_A_DAY)
  for (const column of ['box', 'batch', 'part'] as const) {
    let before = 0
    for (const piece of pieces) {
      to.signed(piece[column] - before)
      before = piece[column]
    }
  }
  for (const { points } of pieces) to.varint(points.s.length)
  for (const { points } of pieces) to.byte(points.origin)
  writeTimes(to, day, pieces)
  writeSeqs(to, pieces)
  writeValues(
    to,
    pieces.flatMap(({ points }) => points.v),
  )
  const rare = rareOf(pieces)
  if (Object.keys(rare).length > 0) to.raw(encoder.encode(JSON.stringify(rare)))
  return new Uint8Array(zstdCompressSync(to.take(), LEVEL))
}

function writeTimes(to: ByteWriter, day: number, pieces: Piece[]): void {
  let before = day * DAY_MS
  let step = 0
  for (const { points } of pieces)
    for (const t of points.t) {
      to.signed(t - before - step)
      step = t - before
      before = t
    }
}

function writeSeqs(to: ByteWriter, pieces: Piece[]): void {
  let [box, before] = [-1, 0]
  for (const piece of pieces)
    for (const s of piece.points.s) {
      if (piece.box === box) to.signed(s - before)
      else to.varint(s)
      box = piece.box
      before = s
    }
}

class Runs<Item> {
  readonly run: Run<Item> = []
  private before = 0
  add(index: number, item: Item): void {
    this.run.push(index - this.before, item)
    this.before = index
  }
}

function rareOf(pieces: Piece[]): Rare {
  const [l, q, r, x, c] = [
    new Runs<1>(),
    new Runs<number>(),
    new Runs<string>(),
    new Runs<number>(),
    new Runs<string>(),
  ]
  let [start, calibration] = [0, '']
  pieces.forEach(({ points: { s, t, sparse } }, index) => {
    if (sparse.l === true) l.add(index, 1)
    for (const at of indexes(sparse.q)) q.add(start + at, sparse.q?.[at] ?? 0)
    for (const at of indexes(sparse.r)) r.add(start + at, sparse.r?.[at] ?? '')
    for (const at of indexes(sparse.x)) x.add(start + at, (sparse.x?.[at] ?? 0) - (t[at] ?? 0))
    // A segment begins with no calibration unless it says one.
    for (const at of [...(sparse.c?.[0] === undefined ? [0] : []), ...indexes(sparse.c)]) {
      const own = sparse.c?.[at] ?? ''
      if (own !== calibration) c.add(start + at, own)
      calibration = own
    }
    start += s.length
  })
  const all = { l, q, r, x, c }
  return Object.fromEntries(Object.entries(all).flatMap(([key, { run }]) => (run.length === 0 ? [] : [[key, run]])))
}

const indexes = (column: Record<string, unknown> | undefined): number[] =>
  Object.keys(column ?? {})
    .map(Number)
    .sort((a, b) => a - b)

/** The segments of a chunk, or those of some hours. Throws where the bytes are not a chunk. */
export function unpackChunk(series: number, day: number, bytes: Uint8Array, hours?: ReadonlySet<number>): Piece[] {
  const from = new ByteReader(zstdDecompressSync(bytes, { maxOutputLength: MAX_CHUNK_BYTES }))
  const version = from.byte()
  if (version !== VERSION) throw new Error(`chunk of series ${series}, day ${day}: version ${version} is not known`)
  const segments = from.varint()
  const n = from.varint()
  const each = <Item>(read: () => Item): Item[] => Array.from({ length: segments }, read)
  const hour = each(() => from.byte() + day * HOURS_A_DAY)
  const stepped = () => {
    let value = 0
    return each(() => {
      value += from.signed()
      return value
    })
  }
  const [box, batch, part] = [stepped(), stepped(), stepped()]
  const counts = each(() => from.varint())
  const origins = each(() => from.byte())
  const t = readTimes(from, day, n)
  const s = readSeqs(from, box, counts)
  const v = readValues(from, n)
  const text = from.rest()
  const rare = text.length === 0 ? {} : (JSON.parse(decoder.decode(text)) as Rare)
  const sparse = sparseOf(rare, counts, t)
  const pieces: Piece[] = []
  for (let i = 0, start = 0; i < segments; i++) {
    const end = start + (counts[i] ?? 0)
    const [of, inBox, ofBatch, ofPart] = [hour[i] ?? 0, box[i] ?? 0, batch[i] ?? 0, part[i] ?? 0]
    if (hours === undefined || hours.has(of)) {
      const origin = origins[i] ?? 0
      const points = { origin, t: t.slice(start, end), s: s.slice(start, end), v: v.slice(start, end) }
      pieces.push({
        series,
        hour: of,
        box: inBox,
        batch: ofBatch,
        part: ofPart,
        points: { ...points, sparse: sparse(i) },
      })
    }
    start = end
  }
  return pieces
}

function readTimes(from: ByteReader, day: number, n: number): number[] {
  const times: number[] = []
  let [before, step] = [day * DAY_MS, 0]
  for (let i = 0; i < n; i++) {
    step += from.signed()
    before += step
    times.push(before)
  }
  return times
}

function readSeqs(from: ByteReader, boxes: number[], counts: number[]): number[] {
  const seqs: number[] = []
  let [box, before] = [-1, 0]
  boxes.forEach((own, segment) => {
    for (let i = 0; i < (counts[segment] ?? 0); i++) {
      before = own === box ? before + from.signed() : from.varint()
      box = own
      seqs.push(before)
    }
  })
  return seqs
}

const NOTHING: Sparse = {}

/** What few points of a segment have; asked for segments in their order. */
function sparseOf(rare: Rare, counts: number[], t: number[]): (segment: number) => Sparse {
  if (Object.keys(rare).length === 0) return () => NOTHING
  const late = new Set(at(rare.l).map(([index]) => index))
  const x = at(rare.x).map(([index, later]): [number, number] => [index, (t[index] ?? 0) + later])
  const columns = { q: at(rare.q), r: at(rare.r), x }
  const calibrations = at(rare.c)
  const found = new Map<number, Sparse>()
  let start = 0
  const cursor = { q: 0, r: 0, x: 0, c: 0 }
  let calibration = ''
  counts.forEach((count, segment) => {
    const end = start + count
    const sparse: Sparse = {}
    for (const name of ['q', 'r', 'x'] as const) {
      const column = columns[name] as [number, never][]
      const own: Record<string, never> = {}
      for (let next = column[cursor[name]]; next !== undefined && next[0] < end; next = column[++cursor[name]])
        own[next[0] - start] = next[1]
      if (Object.keys(own).length > 0) sparse[name] = own
    }
    const runs: Record<string, string> = calibration === '' ? {} : { 0: calibration }
    for (let next = calibrations[cursor.c]; next !== undefined && next[0] < end; next = calibrations[++cursor.c]) {
      calibration = next[1]
      if (next[0] === start && calibration === '') delete runs[0]
      else runs[next[0] - start] = calibration
    }
    if (Object.keys(runs).length > 0) sparse.c = runs
    if (late.has(segment)) sparse.l = true
    if (Object.keys(sparse).length > 0) found.set(segment, sparse)
    start = end
  })
  return (segment) => found.get(segment) ?? NOTHING
}

/** Index and item of a run. */
function at<Item>(run: Run<Item> = []): [number, Item][] {
  const items: [number, Item][] = []
  let index = 0
  for (let i = 0; i < run.length; i += 2) {
    index += run[i] as number
    items.push([index, run[i + 1] as Item])
  }
  return items
}
