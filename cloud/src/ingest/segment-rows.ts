/**
 * Columns of one segment: readings of one series, of one batch, within one UTC hour; `series` is its place among those of
 * the batch, t0 and t1 are the first and last time in seq order, `end` where its points end.
 */
export const FIELD = { series: 0, hour: 1, part: 2, t0: 3, t1: 4, s0: 5, n: 6, end: 7 } as const
export const SEGMENT_FIELDS = 8
const FIRST_ROWS = 512

/** Rows of `FIELD` columns, in one array that grows. */
export class SegmentRows {
  private cells = new Float64Array(SEGMENT_FIELDS * FIRST_ROWS)
  count = 0

  reset(): void {
    this.count = 0
  }

  next(): Float64Array {
    const start = this.count++ * SEGMENT_FIELDS
    if (start === this.cells.length) {
      const cells = new Float64Array(this.cells.length * 2)
      cells.set(this.cells)
      this.cells = cells
    }
    return this.cells.subarray(start, start + SEGMENT_FIELDS)
  }

  at(row: number, field: number): number {
    return this.cells[row * SEGMENT_FIELDS + field] ?? 0
  }
}
