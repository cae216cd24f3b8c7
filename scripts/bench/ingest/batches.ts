import { createHash } from 'node:crypto'
import type { Batch, SeriesChunk } from '@zaojun/core'
import type { TestBox } from '../../../cloud/test/harness/test-box.ts'

const READINGS = 5_000
const SPAN_MS = 60_000
export const START = Date.UTC(2027, 2, 1, 8)
/** Two decimals, as most instruments give. */
const SCALE = 100

type Random = () => number
export type Signed = { box: TestBox; n: number; envelope: Uint8Array; rowJsonBytes: number }

/** Mulberry32: the same batches every run. */
export function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Batches of one box: `pointsPerSeries` readings of each series a minute, at jittered times, as random walks. */
export class BatchMaker {
  private readonly walks: number[]
  private readonly box: TestBox
  private readonly pointsPerSeries: number
  private readonly random: Random
  private readonly start: number
  private made = 0
  private prev: string | null = null

  constructor(box: TestBox, pointsPerSeries: number, start: number, random: Random) {
    this.box = box
    this.pointsPerSeries = pointsPerSeries
    this.start = start
    this.random = random
    this.walks = Array.from({ length: READINGS / pointsPerSeries }, () => Math.round(random() * 10 * SCALE))
  }

  /** The readings of the next batch, alone. */
  nextSeries(): SeriesChunk[] {
    const n = ++this.made
    return this.columns((n - 1) * READINGS + 1, this.start + n * SPAN_MS)
  }

  next(): Signed {
    const series = this.nextSeries()
    const n = this.made
    const from = (n - 1) * READINGS + 1
    const eras = [{ era: 1, boot: '0123456789abcdef', offset: this.start - SPAN_MS, clock: 'synced' as const }]
    const force = { flows: 'a'.repeat(64), profiles: 'b'.repeat(64) }
    const to = from + READINGS - 1
    const batch: Batch = { v: 1, box: this.box.id, n, prev: this.prev, from, to, eras, force, series, entries: [] }
    const envelope = this.box.envelope(batch)
    this.prev = createHash('sha256').update(envelope).digest('hex')
    return { box: this.box, n, envelope, rowJsonBytes: rowJsonBytes(series) }
  }

  private columns(from: number, minute: number): SeriesChunk[] {
    const { pointsPerSeries, random } = this
    const every = SPAN_MS / pointsPerSeries
    const readings: { series: number; t: number; v: number }[] = []
    this.walks.forEach((walk, series) => {
      let value = walk
      for (let i = 0; i < pointsPerSeries; i++) {
        value += Math.round((random() - 0.5) * 20)
        readings.push({ series, t: minute + Math.floor((i + random()) * every), v: value / SCALE })
      }
      this.walks[series] = value
    })
    readings.sort((a, b) => a.t - b.t)
    const chunks = new Map<number, { chunk: SeriesChunk; t: number; s: number }>()
    readings.forEach(({ series, t, v }, index) => {
      const s = from + index
      const known = chunks.get(series)
      if (known === undefined) {
        const d = `fridge-${String(Math.floor(series / 2)).padStart(4, '0')}`
        const p = series % 2 === 0 ? 'air-temperature' : 'relative-humidity'
        chunks.set(series, { chunk: { d, p, e: 1, o: 0, s0: s, ds: [], t0: t, dt: [], v: [v] }, t, s })
        return
      }
      known.chunk.ds.push(s - known.s)
      known.chunk.dt.push(t - known.t)
      known.chunk.v.push(v)
      known.t = t
      known.s = s
    })
    return [...chunks.values()].map(({ chunk }) => chunk)
  }
}

/** Bytes of the same readings as an array of row objects: counted, not estimated. */
export function rowJsonBytes(series: SeriesChunk[]): number {
  let bytes = 0
  for (const { d, p, t0, dt, v } of series) {
    let ts = t0
    v.forEach((value, index) => {
      ts += index === 0 ? 0 : (dt[index - 1] ?? 0)
      bytes += JSON.stringify({ device: d, point: p, ts, value, quality: 'good' }).length + 1
    })
  }
  return bytes
}
