/** One answer of the series API, as columns. `q` is the quality word of each sample; `t` null: time unknown. */
export type Series = {
  resolution: 'raw' | 'hour' | 'day'
  t: (number | null)[]
  v: (number | boolean | string | null)[]
  q: string[]
  min?: (number | null)[]
  max?: (number | null)[]
}
export type Span = { from: number; to: number; quality: 'bad' | 'stale' }
export type Shape = {
  /** `[at, value]`; a `null` value breaks the line. */
  line: [number, number | null][]
  /** `[at, min, max]` where the resolution has a band. */
  band: [number, number | null, number | null][]
  /** From a reading that cannot be relied on to the next one that can. */
  spans: Span[]
  /** How often the line is broken by silence or by a clock set back. */
  breaks: number
  /** Samples that cannot be placed on an axis of time; they stand in the export. */
  timeUnknown: number
}

const HOUR_MS = 3_600_000
/**
 * The longest stretch over which two samples are one line. Raw: the longest silence a recording policy allows
 * (300 s) and a tenth. A site's day can have 25 hours.
 */
const LONGEST_JOIN_MS = { raw: 330_000, hour: HOUR_MS, day: 25 * HOUR_MS }

const usable = (quality: string | undefined): boolean => quality !== 'bad' && quality !== 'stale'
const numeric = (value: Series['v'][number] | undefined): number | null =>
  typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : null

/** What to draw: a line that never crosses a hole nor a reading that is bad or stale. */
export function shapeOf(series: Series): Shape {
  const shape: Shape = { line: [], band: [], spans: [], breaks: 0, timeUnknown: 0 }
  let open: Span | undefined
  let last: number | undefined
  const close = (at: number) => {
    if (open === undefined) return
    shape.spans.push({ ...open, to: Math.max(open.to, at) })
    open = undefined
  }
  for (const [index, at] of series.t.entries()) {
    if (at === null) {
      shape.timeUnknown += 1
      continue
    }
    const quality = series.q[index]
    const value = usable(quality) ? numeric(series.v[index]) : null
    if (last !== undefined && (at - last > LONGEST_JOIN_MS[series.resolution] || at < last)) {
      close(last)
      shape.breaks += 1
      shape.line.push([last + 1, null])
      if (series.min !== undefined) shape.band.push([last + 1, null, null])
    }
    if (usable(quality)) close(at)
    else {
      const worse = quality === 'bad' ? 'bad' : 'stale'
      if (open !== undefined && open.quality !== worse) close(at)
      open = open === undefined ? { from: at, to: at, quality: worse } : { ...open, to: at }
    }
    shape.line.push([at, value])
    if (series.min !== undefined && series.max !== undefined)
      shape.band.push([at, series.min[index] ?? null, series.max[index] ?? null])
    last = at
  }
  if (last !== undefined) close(last)
  return shape
}
