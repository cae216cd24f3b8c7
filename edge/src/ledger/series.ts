import { QUALITIES, type Quality, type Value } from '@zaojun/core'
import { type Cell, readValue } from './rows.ts'

/** A series for drawing, in seq order: wall ms, value, quality. `truncated`: thinned to its extremes. */
export type SeriesAnswer = { t: number[]; v: Value[]; q: Quality[]; truncated: boolean }
type Point = { at: number; value: Value; quality: Quality }

/**
 * Keeps at most about `max` points: of each run of equal length the first, lowest and highest value,
 * and every change of quality, so that neither peaks nor gaps vanish from a trend.
 */
export function thinned(rows: Iterable<unknown>, max: number): SeriesAnswer {
  const points: Point[] = []
  for (const row of rows as Iterable<{ kind: number; value: Cell; quality: number; at: number }>)
    points.push({ at: row.at, value: readValue(row.kind, row.value), quality: QUALITIES[row.quality] ?? 'bad' })
  const truncated = points.length > max
  const kept = truncated ? extremes(points, Math.ceil((points.length * 3) / max)) : points
  return {
    t: kept.map(({ at }) => at),
    v: kept.map(({ value }) => value),
    q: kept.map(({ quality }) => quality),
    truncated,
  }
}

function extremes(points: Point[], run: number): Point[] {
  const kept: Point[] = []
  for (let start = 0; start < points.length; start += run) {
    const slice = points.slice(start, start + run)
    const numbers = slice.filter((point): point is Point & { value: number } => typeof point.value === 'number')
    const low = numbers.reduce<Point | undefined>(
      (a, b) => (a === undefined || b.value < Number(a.value) ? b : a),
      undefined,
    )
    const high = numbers.reduce<Point | undefined>(
      (a, b) => (a === undefined || b.value > Number(a.value) ? b : a),
      undefined,
    )
    for (const [index, point] of slice.entries()) {
      const turns = index > 0 && slice[index - 1]?.quality !== point.quality
      if (index === 0 || turns || point === low || point === high) kept.push(point)
    }
  }
  return kept
}
