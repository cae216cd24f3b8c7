import { type Batch, QUALITIES, type SeriesChunk, type Value } from '@zaojun/core'
import { type DecodedBatch, HOUR_MS, HOUR_UNKNOWN, type Newest } from './decoded.ts'
import { PointsWriter } from './points.ts'

/** A reading holds until the next one, but no longer than this: the longest silence a recording policy may have. */
export const LONGEST_HOLD_MS = 300_000
const MS_PER_SECOND = 1000

type Segmented = Pick<DecodedBatch, 'readings' | 'newestWall' | 'series' | 'newest' | 'segments' | 'points'>
/** A chunk's columns, unfolded. */
type Columns = { t: Float64Array; s: Float64Array; v: Value[]; q: Uint8Array }

const writer = new PointsWriter()

/** Splits each series at UTC hours and packs the pieces. A reading of unknown time goes to the bucket −1. */
export function segmentBatch(batch: Batch): Segmented {
  const offsets = new Map(batch.eras.map(({ era, offset }) => [era, offset]))
  const order = new Map<string, { index: number; parts: number }>()
  const newest: Newest[] = []
  const rows: number[] = []
  let readings = 0
  let newestWall: number | null = null
  writer.reset()
  for (const chunk of batch.series) {
    const key = `${chunk.d}/${chunk.p}`
    let place = order.get(key)
    if (place === undefined) {
      place = { index: order.size, parts: 0 }
      order.set(key, place)
    }
    const known = offsets.get(chunk.e) !== null
    const columns = unfold(chunk)
    const last = columns.v.length - 1
    readings += columns.v.length
    let start = 0
    for (let i = 1; i <= last + 1; i++) {
      const ends = i > last || (known && hourOf(columns.t[i] ?? 0) !== hourOf(columns.t[start] ?? 0))
      if (!ends) continue
      const hour = known ? hourOf(columns.t[start] ?? 0) : HOUR_UNKNOWN
      addSegment(rows, { series: place.index, hour, part: place.parts++ }, chunk, columns, start, i)
      start = i
    }
    const at = known ? (columns.t[last] ?? 0) : null
    if (at !== null) newestWall = Math.max(newestWall ?? at, at)
    const seq = columns.s[last] ?? 0
    const before = newest[place.index]
    if (before === undefined || before.seq < seq) newest[place.index] = newestOf(chunk, columns, at, seq)
  }
  const points = writer.take()
  return { readings, newestWall, series: [...order.keys()], newest, segments: Float64Array.from(rows), points }
}

const hourOf = (t: number) => Math.floor(t / HOUR_MS)

function newestOf(chunk: SeriesChunk, { v, q }: Columns, at: number | null, seq: number): Newest {
  const last = v.length - 1
  const reason = chunk.r?.[last]
  const row: Newest = { value: v[last] ?? null, quality: q[last] ?? 0, origin: chunk.o, at, seq }
  return reason === undefined ? row : { ...row, reason }
}

function unfold(chunk: SeriesChunk): Columns {
  const n = chunk.v.length
  const t = new Float64Array(n)
  const s = new Float64Array(n)
  const q = new Uint8Array(n)
  let time = chunk.t0
  let seq = chunk.s0
  for (let i = 0; i < n; i++) {
    if (i > 0) {
      time += chunk.dt[i - 1] ?? 0
      seq += chunk.ds[i - 1] ?? 0
    }
    t[i] = time
    s[i] = seq
  }
  for (const index in chunk.q) q[Number(index)] = chunk.q[index] ?? QUALITIES.indexOf('bad')
  return { t, s, v: chunk.v, q }
}

function addSegment(
  rows: number[],
  { series, hour, part }: { series: number; hour: number; part: number },
  chunk: SeriesChunk,
  columns: Columns,
  start: number,
  end: number,
): void {
  const { t, s, v, q } = columns
  let min = Number.NaN
  let max = Number.NaN
  let integral = 0
  let goodSeconds = 0
  let missingSeconds = 0
  for (let i = start; i < end; i++) {
    const value = amountOf(v[i] ?? null)
    const good = q[i] === 0 && value !== null
    if (good) {
      if (!(value >= min)) min = value
      if (!(value <= max)) max = value
    }
    if (i + 1 === end || hour === HOUR_UNKNOWN) continue
    const apart = Math.max(0, (t[i + 1] ?? 0) - (t[i] ?? 0))
    const held = Math.min(apart, LONGEST_HOLD_MS) / MS_PER_SECOND
    missingSeconds += apart / MS_PER_SECOND - held
    if (good) {
      integral += value * held
      goodSeconds += held
    }
  }
  writer.add(chunk, columns, start, end)
  const t1 = t[end - 1] ?? 0
  const s1 = s[end - 1] ?? 0
  // In the order of FIELD.
  rows.push(series, hour, part, t[start] ?? 0, t1, s[start] ?? 0, s1, end - start)
  rows.push(min, max, integral, goodSeconds, missingSeconds, writer.length)
}

/** What a value counts for in a mean: true is 1, false 0; text and nothing count for none. */
export const amountOf = (value: Value): number | null =>
  typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : null
