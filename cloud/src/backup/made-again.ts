import { zstdDecompressSync } from 'node:zlib'
import { MAX_BATCH_BYTES, parseBatch, parseSign1 } from '@zaojun/core'
import { blocksOf } from '../ingest/block.ts'
import { segmentBatch } from '../ingest/segment.ts'
import { marksOf } from '../rollup/marks.ts'
import { SEGMENT_COLUMNS } from '../store/entities/segments.ts'
import type { Row } from '../store/table-rows.ts'

export type MadeRows = Record<'segment' | 'batch_hour' | 'dirty_hour', { columns: string[]; rows: Row[] }>

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
    const segmented = segmentBatch(batch)
    const numbers = segmented.series === '' ? [] : segmented.series.split('\n').map((key) => this.numbers(site, key))
    for (const block of blocksOf(segmented, numbers)) {
      const { hour, t1, n, series, points } = block
      this.segments.push([site, hour, box, batch.n, t1, n, JSON.stringify(series), points.slice()])
      this.hours.push([site, hour, box, batch.n])
      for (const [number, changed] of marksOf(block)) this.mark(site, number, changed)
    }
  }

  private mark(site: number, series: number, hour: number): void {
    this.marks.set(`${site}/${series}/${hour}`, [site, series, hour])
  }

  get rows(): MadeRows {
    return {
      segment: { columns: [...SEGMENT_COLUMNS], rows: this.segments },
      batch_hour: { columns: ['site', 'hour', 'box', 'batch'], rows: this.hours },
      dirty_hour: { columns: ['site', 'series', 'hour'], rows: [...this.marks.values()] },
    }
  }
}
