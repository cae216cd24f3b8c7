import { createHash } from 'node:crypto'
import { zstdCompressSync } from 'node:zlib'
import type { Batch, SeriesChunk } from '@zaojun/core'
import { segmentBatch } from '../../../cloud/src/ingest/segment.ts'
import type { IngestRequest, Store } from '../../../cloud/src/store/store.ts'
import { TestBox } from '../../../cloud/test/harness/test-box.ts'
import { seeded } from '../ingest/batches.ts'

export const SERIES_A_SITE = 100
const DAY_MS = 24 * 3_600_000
export const DAYS = 30
export const READINGS_A_SERIES = 10_000
/** One reading in 259.2 s, below the longest silence. */
export const EVERY_MS = (DAYS * DAY_MS) / READINGS_A_SERIES
const MOST_POINTS = 10
const JITTER_MS = 40
/** One decimal, as most thermometers give. */
const SCALE = 10
const LATENCY_MS = 1_000

type Shape = { series: number; everyMs: number }

/** One kitchen's box: a hundred thermometers polled in turn, in batches of 1–10 points a series, as the store's ingest takes them. */
export class Kitchen {
  readonly site: string
  readonly box = new TestBox()
  private readonly random: () => number
  private readonly values: Int32Array
  private readonly start: number
  private samples = 0
  private n = 0
  private seq = 0
  private prev: string | null = null
  private readonly shape: Shape

  constructor(index: number, start: number, shape: Shape = { series: SERIES_A_SITE, everyMs: EVERY_MS }) {
    this.shape = shape
    this.site = `kitchen-${index}`
    this.random = seeded(index + 1)
    this.start = start
    this.values = Int32Array.from({ length: shape.series }, () => Math.round(this.random() * 10 * SCALE))
  }

  static device = (index: number): string => `fridge-${String(index).padStart(4, '0')}`

  async enrol(store: Store, at: number): Promise<void> {
    const { site, box } = this
    await store.createSite({ id: site, name: site, timeZone: 'Asia/Shanghai', createdAt: at })
    const codeHash = createHash('sha256').update(site).digest('hex')
    await store.createCode({ hash: codeHash, site, expiresAt: at + DAY_MS })
    const enrolled = { id: box.id, publicKey: box.raw, softwareVersion: 'bench', enrolledAt: at }
    await store.enrol({ codeHash, tokenHash: codeHash, box: enrolled })
  }

  /** The next batch with so many points of each series, signed and taken apart. */
  next(points: number): IngestRequest {
    const from = this.seq + 1
    const n = ++this.n
    const series = this.chunks(points, from)
    this.seq += points * this.shape.series
    const eras = [{ era: 1, boot: '0123456789abcdef', offset: 0, clock: 'synced' as const }]
    const force = { flows: 'a'.repeat(64), profiles: 'b'.repeat(64) }
    const { prev, box } = this
    const batch: Batch = { v: 1, box: box.id, n, prev, from, to: this.seq, eras, force, series, entries: [] }
    const envelope = box.envelope(batch)
    const digest = createHash('sha256').update(envelope).digest('hex')
    this.prev = digest
    const segmented = segmentBatch(batch)
    const held = { box: box.id, n, digest, prev, from, to: this.seq, clock: 'synced', entries: [], registry: null }
    const archive = new Uint8Array(zstdCompressSync(envelope))
    const receivedAt = (segmented.newestWall ?? 0) + LATENCY_MS
    return { site: this.site, batch: { ...held, ...segmented, archive }, range: null, receivedAt, wantLatest: false }
  }

  private chunks(points: number, from: number): SeriesChunk[] {
    const { random, values, start } = this
    const { series, everyMs } = this.shape
    const first = this.samples
    this.samples += points
    return Array.from({ length: series }, (_, index) => {
      const chunk: SeriesChunk = {
        d: Kitchen.device(index),
        p: 'air-temperature',
        e: 1,
        o: 0,
        s0: from + index,
        ds: [],
        t0: 0,
        dt: [],
        v: [],
      }
      let before = 0
      for (let j = 0; j < points; j++) {
        const polled = start + Math.round((first + j) * everyMs + (index * everyMs) / (2 * series))
        const t = polled + Math.floor(random() * JITTER_MS)
        // Half of the readings are as the one before.
        if (random() < 0.5) values[index] = (values[index] ?? 0) + Math.round((random() - 0.5) * 6)
        if (j === 0) chunk.t0 = t
        else {
          chunk.dt.push(t - before)
          chunk.ds.push(series)
        }
        before = t
        chunk.v.push((values[index] ?? 0) / SCALE)
      }
      return chunk
    })
  }
}

/** How many points the batches of each round bring: 1–10, the same every run, `samples` in all. */
export function rounds(samples: number): number[] {
  const random = seeded(7)
  const all: number[] = []
  for (let left = samples; left > 0; ) {
    const points = Math.min(left, 1 + Math.floor(random() * MOST_POINTS))
    all.push(points)
    left -= points
  }
  return all
}
