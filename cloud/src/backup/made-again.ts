import { zstdDecompressSync } from 'node:zlib'
import { MAX_BATCH_BYTES, parseBatch, parseSign1 } from '@zaojun/core'
import { FIELD, HOUR_MS, HOUR_UNKNOWN, SEGMENT_FIELDS } from '../ingest/decoded.ts'
import { LONGEST_HOLD_MS, segmentBatch } from '../ingest/segment.ts'
import type { Cell, Row } from '../store/table-rows.ts'

export type MadeRows = Record<'segment' | 'batch_hour' | 'dirty_hour', { columns: string[]; rows: Row[] }>

const SEGMENT_COLUMNS: [string, number][] = [
  ['hour', FIELD.hour],
  ['part', FIELD.part],
  ['t0', FIELD.t0],
  ['t1', FIELD.t1],
  ['s0', FIELD.s0],
  ['s1', FIELD.s1],
  ['n', FIELD.n],
  ['min', FIELD.min],
  ['max', FIELD.max],
  ['integral', FIELD.integral],
  ['good', FIELD.goodSeconds],
  ['missing', FIELD.missingSeconds],
]

/** What ingest makes of batches beside their rows: segments, their hours, and marks that these are to be rolled up. */
export class MadeAgain {
  private readonly numbers: (site: number, series: string) => number
  private readonly segments: Row[] = []
  private readonly hours: Row[] = []
  private readonly marks = new Map<string, Row>()

  /** `numbers`: of `device/point` at a site. */
  constructor(numbers: (site: number, series: string) => number) {
    this.numbers = numbers
  }

  /** A batch by the numbers of its site and box; `archive` is its envelope as zstd. */
  add(site: number, box: number, archive: Uint8Array): void {
    const envelope = new Uint8Array(zstdDecompressSync(archive, { maxOutputLength: MAX_BATCH_BYTES }))
    const batch = parseBatch(parseSign1(envelope).payload)
    const { series, segments, points } = segmentBatch(batch)
    const keys = series.split('\n')
    const hours = new Set<number>()
    let start = 0
    for (let base = 0; base < segments.length; base += SEGMENT_FIELDS) {
      const field = (index: number) => segments[base + index] ?? 0
      const no = this.numbers(site, keys[field(FIELD.series)] ?? '')
      const [hour, end] = [field(FIELD.hour), field(FIELD.end)]
      const cells = SEGMENT_COLUMNS.map(([, index]): Cell => (Number.isNaN(field(index)) ? null : field(index)))
      this.segments.push([site, no, box, batch.n, points.slice(start, end), ...cells])
      start = end
      hours.add(hour)
      if (hour === HOUR_UNKNOWN) continue
      this.mark(site, no, hour)
      if (field(FIELD.t1) + LONGEST_HOLD_MS > (hour + 1) * HOUR_MS) this.mark(site, no, hour + 1)
    }
    for (const hour of hours) this.hours.push([site, hour, box, batch.n])
  }

  private mark(site: number, series: number, hour: number): void {
    this.marks.set(`${site}/${series}/${hour}`, [site, series, hour])
  }

  get rows(): MadeRows {
    return {
      segment: {
        columns: ['site', 'series', 'box', 'batch', 'points', ...SEGMENT_COLUMNS.map(([name]) => name)],
        rows: this.segments,
      },
      batch_hour: { columns: ['site', 'hour', 'box', 'batch'], rows: this.hours },
      dirty_hour: { columns: ['site', 'series', 'hour'], rows: [...this.marks.values()] },
    }
  }
}
