import type { SeriesChunk, Value } from '@zaojun/core'
import { BITS, FLOATS, isExact, JSON_VALUES, MAX_DECIMALS, POWERS } from './value-kinds.ts'

/**
 * Points of one segment as bytes. The row beside them holds n, t0 and s0. Layout: kind of value, origin,
 * n − 1 time steps (zigzag varint), n − 1 seq steps (varint), the values, then JSON of the sparse columns if any.
 * Kinds: 0–6 decimal numbers with so many decimals (zigzag varint of steps), 7 float64, 8 bits, 9 JSON.
 */
const MAX_VARINT_BYTES = 8
const FIRST_CAPACITY_BYTES = 1 << 17

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

/** Appends segments to one buffer; `take` gives the bytes away. */
export class PointsWriter {
  private bytes = new Uint8Array(FIRST_CAPACITY_BYTES)
  private view = new DataView(this.bytes.buffer)
  length = 0

  reset(): void {
    this.length = 0
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length)
  }

  /** Adds the points `start` … `end` − 1. */
  add(chunk: SeriesChunk, { t, s }: { t: Float64Array; s: Float64Array }, start: number, end: number): void {
    const n = end - start
    this.room(2 + n * (2 * MAX_VARINT_BYTES + MAX_VARINT_BYTES) + MAX_VARINT_BYTES)
    const kind = kindOf(chunk.v, start, end)
    this.bytes[this.length++] = kind
    this.bytes[this.length++] = chunk.o
    for (let i = start + 1; i < end; i++) this.signed((t[i] ?? 0) - (t[i - 1] ?? 0))
    for (let i = start + 1; i < end; i++) this.varint((s[i] ?? 0) - (s[i - 1] ?? 0))
    this.values(kind, chunk.v, start, end)
    const sparse = sparseOf(chunk, start, end)
    if (sparse !== null) this.text(sparse)
  }

  private values(kind: number, v: Value[], start: number, end: number): void {
    if (kind <= MAX_DECIMALS) {
      const power = POWERS[kind] ?? 1
      let before = 0
      for (let i = start; i < end; i++) {
        const scaled = Math.round((v[i] as number) * power)
        this.signed(scaled - before)
        before = scaled
      }
    } else if (kind === FLOATS) {
      for (let i = start; i < end; i++, this.length += 8) this.view.setFloat64(this.length, v[i] as number, true)
    } else if (kind === BITS) {
      for (let i = start; i < end; i += 8) {
        let byte = 0
        for (let bit = 0; bit < 8 && i + bit < end; bit++) if (v[i + bit] === true) byte |= 1 << bit
        this.bytes[this.length++] = byte
      }
    } else {
      const text = encoder.encode(JSON.stringify(v.slice(start, end)))
      this.room(text.length + MAX_VARINT_BYTES)
      this.varint(text.length)
      this.bytes.set(text, this.length)
      this.length += text.length
    }
  }

  private text(text: string): void {
    const bytes = encoder.encode(text)
    this.room(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    bytes.set(this.bytes)
    this.bytes = bytes
    this.view = new DataView(bytes.buffer)
  }

  private signed(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1)
  }

  private varint(value: number): void {
    let rest = value
    while (rest >= 0x80000000) {
      this.bytes[this.length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.bytes[this.length++] = rest
  }
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

/** Takes apart what `PointsWriter` wrote for a segment that begins with `t0` and `s0` and has `n` points. */
export function readPoints(bytes: Uint8Array, { n, t0, s0 }: { n: number; t0: number; s0: number }): Points {
  let at = 2
  const varint = (): number => {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = bytes[at++] ?? 0
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 0x80
    }
  }
  const signed = (): number => {
    const value = varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
  const kind = bytes[0] ?? JSON_VALUES
  const t = [t0]
  const s = [s0]
  for (let i = 1; i < n; i++) t.push((t[i - 1] ?? 0) + signed())
  for (let i = 1; i < n; i++) s.push((s[i - 1] ?? 0) + varint())
  const v: Value[] = []
  if (kind <= MAX_DECIMALS) {
    const power = POWERS[kind] ?? 1
    for (let i = 0, scaled = 0; i < n; i++) {
      scaled += signed()
      v.push(scaled / power)
    }
  } else if (kind === FLOATS) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let i = 0; i < n; i++, at += 8) v.push(view.getFloat64(at, true))
  } else if (kind === BITS) {
    for (let i = 0; i < n; i++) v.push((((bytes[at + (i >> 3)] ?? 0) >> (i & 7)) & 1) === 1)
    at += Math.ceil(n / 8)
  } else {
    const length = varint()
    v.push(...(JSON.parse(decoder.decode(bytes.subarray(at, at + length))) as Value[]))
    at += length
  }
  const sparse = at < bytes.length ? (JSON.parse(decoder.decode(bytes.subarray(at))) as Sparse) : {}
  return { origin: bytes[1] ?? 0, t, s, v, sparse }
}
