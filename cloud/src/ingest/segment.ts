import type { Batch, SeriesChunk } from '@zaojun/core'
import { MAX_BATCH_READINGS, QUALITIES } from '@zaojun/core/plain'
import { packBlocks } from './block.ts'
import { ByteWriter } from './bytes.ts'
import { type DecodedBatch, HOUR_MS, HOUR_UNKNOWN, NEWEST, NEWEST_FIELDS } from './decoded.ts'
import { writePoints } from './points.ts'
import { FIELD, SegmentRows } from './segment-rows.ts'

type NewestColumns = Pick<DecodedBatch, 'newest' | 'newestValues' | 'newestReasons'>
type Blocks = Pick<DecodedBatch, 'blocks' | 'segments' | 'points'>
type Segmented = Pick<DecodedBatch, 'readings' | 'newestWall' | 'series'> & Blocks & NewestColumns
type Newest = { chunk: SeriesChunk; quality: number; at: number | null; seq: number }

/** Seq of the newest reading of a series of which only what was told late came. */
const NONE = 0
const BAD = QUALITIES.indexOf('bad')
/** Scratch of this thread: columns of the chunk in hand. A batch holds no longer one. */
const t = new Float64Array(MAX_BATCH_READINGS)
const s = new Float64Array(MAX_BATCH_READINGS)
const q = new Uint8Array(MAX_BATCH_READINGS)
const points = new ByteWriter()
const rows = new SegmentRows()

/** Splits each series at UTC hours and packs the pieces, hour by hour. A reading of unknown time goes to the bucket −1. */
export function segmentBatch(batch: Batch): Segmented {
  const offsets = new Map(batch.eras.map(({ era, offset }) => [era, offset]))
  const order = new Map<string, { index: number; parts: number }>()
  const newest: Newest[] = []
  let readings = 0
  let newestWall: number | null = null
  points.reset()
  rows.reset()
  for (const chunk of batch.series) {
    const key = `${chunk.d}/${chunk.p}`
    let place = order.get(key)
    if (place === undefined) {
      place = { index: order.size, parts: 0 }
      order.set(key, place)
    }
    const late = chunk.l === true
    // What was told late carries its own time, whatever the box knew.
    const known = late || offsets.get(chunk.e) !== null
    const toldAt = offsets.get(chunk.e) === null ? null : chunk.dt.reduce((sum, step) => sum + step, chunk.t0)
    unfold(chunk)
    const last = chunk.v.length - 1
    readings += chunk.v.length
    let start = 0
    let hour = known ? hourOf(t[0] ?? 0) : HOUR_UNKNOWN
    for (let i = 1; i <= last + 1; i++) {
      const next = i > last ? Number.NaN : known ? hourOf(t[i] ?? 0) : HOUR_UNKNOWN
      if (next === hour) continue
      addSegment(place.index, hour, place.parts++, chunk, start, i)
      start = i
      hour = next
    }
    if (toldAt !== null) newestWall = Math.max(newestWall ?? toldAt, toldAt)
    const seq = late ? NONE : (s[last] ?? 0)
    const before = newest[place.index]
    if (before === undefined || before.seq < seq)
      newest[place.index] = { chunk, quality: q[last] ?? BAD, at: toldAt, seq }
  }
  return {
    readings,
    newestWall,
    series: [...order.keys()].join('\n'),
    ...newestColumns(newest),
    ...packBlocks(rows, points.written),
  }
}

const hourOf = (t: number) => Math.floor(t / HOUR_MS)

function newestColumns(newest: Newest[]): NewestColumns {
  const columns = new Float64Array(newest.length * NEWEST_FIELDS)
  const values: string[] = []
  const newestReasons: Record<number, string> = {}
  newest.forEach(({ chunk, quality, at, seq }, index) => {
    const base = index * NEWEST_FIELDS
    const last = chunk.v.length - 1
    columns[base + NEWEST.quality] = quality
    columns[base + NEWEST.origin] = chunk.o
    columns[base + NEWEST.at] = at ?? Number.NaN
    columns[base + NEWEST.seq] = seq
    values.push(JSON.stringify(chunk.v[last] ?? null))
    const reason = chunk.r?.[last]
    if (reason !== undefined) newestReasons[index] = reason
  })
  return { newest: columns, newestValues: values.join('\n'), newestReasons }
}

/** Lays the chunk's columns into the scratch arrays. */
function unfold(chunk: SeriesChunk): void {
  const n = chunk.v.length
  const { dt, ds } = chunk
  let time = chunk.t0
  let seq = chunk.s0
  t[0] = time
  s[0] = seq
  for (let i = 1; i < n; i++) {
    time += dt[i - 1] ?? 0
    seq += ds[i - 1] ?? 0
    t[i] = time
    s[i] = seq
  }
  if (chunk.l === true) for (let i = 0; i < n; i++) t[i] = chunk.x?.[i] ?? 0
  q.fill(0, 0, n)
  for (const index in chunk.q) q[Number(index)] = chunk.q[index] ?? BAD
}

function addSegment(series: number, hour: number, part: number, chunk: SeriesChunk, start: number, end: number): void {
  writePoints(points, chunk, { t, s }, start, end)
  const row = rows.next()
  row[FIELD.series] = series
  row[FIELD.hour] = hour
  row[FIELD.part] = part
  row[FIELD.t0] = t[start] ?? 0
  row[FIELD.t1] = t[end - 1] ?? 0
  row[FIELD.s0] = s[start] ?? 0
  row[FIELD.n] = end - start
  row[FIELD.end] = points.length
}
