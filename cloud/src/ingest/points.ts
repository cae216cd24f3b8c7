import type { SeriesChunk, Value } from '@zaojun/core'
import { ByteReader, type ByteWriter } from './bytes.ts'
import { BITS, FLOATS, isExact, JSON_VALUES, MAX_DECIMALS, POWERS, readDecimals } from './value-kinds.ts'

/** Index → quality code, reason, device time; absent means good, none, none. `c`: calibration from that index on. */
export type Sparse = {
  q?: Record<string, number>
  r?: Record<string, string>
  x?: Record<string, number>
  c?: Record<string, string>
  /** Told late: `t` is the device's time of each. */
  l?: true
}
export type Points = { origin: number; t: number[]; s: number[]; v: Value[]; sparse: Sparse }

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * Appends the points `start` … `end` − 1 of a chunk as a segment; `t`, `s`: of all its points. The block that holds them says
 * n, t0 and s0. Layout: kind of value, origin, n − 1 time steps (zigzag varint), n − 1 seq steps (varint), the values, then
 * JSON of the sparse columns if any.
 * Kinds: 0–6 decimal numbers with so many decimals (zigzag varint of steps), 7 float64, 8 bits, 9 JSON.
 */
export function writePoints(
  to: ByteWriter,
  chunk: SeriesChunk,
  { t, s }: { t: Float64Array; s: Float64Array },
  start: number,
  end: number,
): void {
  const kind = kindOf(chunk.v, start, end)
  to.byte(kind)
  to.byte(chunk.o)
  for (let i = start + 1; i < end; i++) to.signed((t[i] ?? 0) - (t[i - 1] ?? 0))
  for (let i = start + 1; i < end; i++) to.varint((s[i] ?? 0) - (s[i - 1] ?? 0))
  writeValues(to, kind, chunk.v, start, end)
  const sparse = sparseOf(chunk, start, end)
  if (sparse !== null) to.raw(encoder.encode(sparse))
}

function writeValues(to: ByteWriter, kind: number, v: Value[], start: number, end: number): void {
  if (kind <= MAX_DECIMALS) {
    const power = POWERS[kind] ?? 1
    let before = 0
    for (let i = start; i < end; i++) {
      const scaled = Math.round((v[i] as number) * power)
      to.signed(scaled - before)
      before = scaled
    }
  } else if (kind === FLOATS) for (let i = start; i < end; i++) to.float64(v[i] as number)
  else if (kind === BITS) to.bits(v.slice(start, end))
  else to.text(JSON.stringify(v.slice(start, end)))
}

function kindOf(v: Value[], start: number, end: number): number {
  const first = v[start]
  if (typeof first === 'boolean') return all(v, start, end, 'boolean') ? BITS : JSON_VALUES
  if (typeof first !== 'number' || !all(v, start, end, 'number')) return JSON_VALUES
  let decimals = 0
  for (let i = start; i < end; i++) {
    const value = v[i] as number
    while (decimals <= MAX_DECIMALS && !isExact(value, POWERS[decimals] ?? 1)) decimals++
    if (decimals > MAX_DECIMALS) return FLOATS
  }
  // A value that was exact with fewer decimals need not be with more.
  for (let i = start; i < end; i++) if (!isExact(v[i] as number, POWERS[decimals] ?? 1)) return FLOATS
  return decimals
}

function all(v: Value[], start: number, end: number, type: 'number' | 'boolean'): boolean {
  for (let i = start; i < end; i++) if (typeof v[i] !== type) return false
  return true
}

function sparseOf(chunk: SeriesChunk, start: number, end: number): string | null {
  const { c } = chunk
  if (chunk.q === undefined && chunk.r === undefined && chunk.x === undefined && c === undefined) return null
  const cut = <Item>(column: Record<string, Item> | undefined) => {
    const inside = Object.entries(column ?? {}).flatMap(([key, item]): [string, Item][] => {
      const index = Number(key)
      return index >= start && index < end ? [[String(index - start), item]] : []
    })
    return inside.length > 0 ? Object.fromEntries(inside) : undefined
  }
  const sparse: Sparse = {}
  const [q, r, x] = [cut(chunk.q), cut(chunk.r), cut(chunk.x)]
  if (q !== undefined) sparse.q = q
  if (r !== undefined) sparse.r = r
  // Its time is its place already where it was told late.
  if (chunk.l === true) sparse.l = true
  else if (x !== undefined) sparse.x = x
  const calibrated = c === undefined ? undefined : runsOf(c, start, end)
  if (calibrated !== undefined) sparse.c = calibrated
  return Object.keys(sparse).length === 0 ? null : JSON.stringify(sparse)
}

/** The part of a column of runs; the run under way at `start` goes on from 0. */
function runsOf(column: Record<string, string>, start: number, end: number): Record<string, string> | undefined {
  const runs: Record<string, string> = {}
  for (const index of Object.keys(column)
    .map(Number)
    .sort((a, b) => a - b))
    if (index < end) runs[String(Math.max(0, index - start))] = column[index] ?? ''
  if (runs['0'] === '') delete runs['0']
  return Object.keys(runs).length === 0 ? undefined : runs
}

/** Takes apart what `writePoints` wrote for a segment that begins with `t0` and `s0` and has `n` points. */
export function readPoints(bytes: Uint8Array, { n, t0, s0 }: { n: number; t0: number; s0: number }): Points {
  const from = new ByteReader(bytes)
  const kind = from.byte()
  const origin = from.byte()
  const t = [t0]
  const s = [s0]
  for (let i = 1; i < n; i++) t.push((t[i - 1] ?? 0) + from.signed())
  for (let i = 1; i < n; i++) s.push((s[i - 1] ?? 0) + from.varint())
  const v = readValues(from, kind, n)
  const sparse = from.rest()
  return { origin, t, s, v, sparse: sparse.length > 0 ? (JSON.parse(decoder.decode(sparse)) as Sparse) : {} }
}

function readValues(from: ByteReader, kind: number, n: number): Value[] {
  if (kind <= MAX_DECIMALS) return readDecimals(from, n, kind)
  if (kind === FLOATS) return from.floats(n)
  if (kind === BITS) return from.bits(n)
  return JSON.parse(from.text()) as Value[]
}
