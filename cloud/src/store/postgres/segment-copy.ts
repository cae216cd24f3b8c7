import { finished } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import { type DecodedBatch, FIELD, SEGMENT_FIELDS } from '../../ingest/decoded.ts'
import type { Place } from '../entities/boxes.ts'
import { WireWriter } from './binary.ts'
import type { Session } from './session.ts'

const COPY = `COPY segment (site, series, hour, box, batch, part, t0, t1, s0, s1, n, min, max, integral, good, missing, points)
  FROM STDIN (FORMAT binary)`
const COLUMNS = 17
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const TRAILER = -1

/** Segments of batches, gathered for one COPY. */
export class SegmentCopy {
  private readonly wire = new WireWriter(1 << 16)
  rows = 0

  constructor() {
    this.wire.raw(SIGNATURE)
  }

  /** `numbers`: of the batch's series. */
  add({ site, box }: Place, { n, segments, points }: DecodedBatch, numbers: number[]): void {
    const { wire } = this
    let start = 0
    for (let base = 0; base < segments.length; base += SEGMENT_FIELDS) {
      const field = (index: number) => segments[base + index] ?? 0
      const end = field(FIELD.end)
      wire.int2(COLUMNS)
      wire.int4Field(site)
      wire.int4Field(numbers[field(FIELD.series)] ?? 0)
      wire.int4Field(field(FIELD.hour))
      wire.int4Field(box)
      wire.int8Field(n)
      wire.int4Field(field(FIELD.part))
      wire.int8Field(field(FIELD.t0))
      wire.int8Field(field(FIELD.t1))
      wire.int8Field(field(FIELD.s0))
      wire.int8Field(field(FIELD.s1))
      wire.int4Field(field(FIELD.n))
      wire.float8Field(field(FIELD.min))
      wire.float8Field(field(FIELD.max))
      wire.float8Field(field(FIELD.integral))
      wire.float8Field(field(FIELD.goodSeconds))
      wire.float8Field(field(FIELD.missingSeconds))
      wire.bytesField(points.subarray(start, end))
      start = end
      this.rows++
    }
  }

  async send({ client }: Session): Promise<void> {
    if (this.rows === 0) return
    this.wire.int2(TRAILER)
    const stream = client.query(copyFrom(COPY))
    stream.end(this.wire.take())
    await finished(stream)
  }
}
