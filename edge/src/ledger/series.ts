import type { Quality, SeriesChunk, Value } from '@zaojun/core'
import { inPlace, QUALITIES, qualityAt } from '@zaojun/core/plain'
import type Database from 'better-sqlite3'
import { type Cell, LATE_KINDS, readValue } from './rows.ts'

export type SeriesQuery = { device: string; point: string; from: number; to: number; max: number }
/**
 * A series for drawing, in seq order: wall ms, value, quality; what was told late at the time it was so, once it is
 * sealed. `truncated`: thinned to its extremes.
 */
export type SeriesAnswer = { t: number[]; v: Value[]; q: Quality[]; truncated: boolean }
type Point = { at: number; value: Value; quality: Quality }

/** An era without a clock is placed by what its boot learnt later, where it learnt it; a correction moves an era. */
const PLACED = `(coalesce(era.offset,
  (SELECT k.offset FROM era k WHERE k.boot = era.boot AND k.offset IS NOT NULL ORDER BY k.era LIMIT 1))
  + coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'era-correction:' || era.era), 0))`

/** Reads one series from the sealed segments and the entries not sealed yet. */
export class SeriesReader {
  private readonly sealed
  private readonly unsealed

  constructor(db: Database.Database) {
    const series = '(SELECT id FROM series WHERE device = ? AND point = ?)'
    this.sealed = db.prepare(
      `SELECT g.chunk, g.first_mono AS first, ${PLACED} AS placed FROM segment g JOIN era ON era.era = g.era
       WHERE g.series = ${series} AND g.last_mono + placed >= ? AND g.first_mono + placed <= ? ORDER BY g.n, g.part`,
    )
    this.unsealed = db.prepare(
      `SELECT e.kind, e.value, e.quality, e.mono + ${PLACED} AS at FROM entry e JOIN era ON era.era = e.era
       WHERE e.seq > (SELECT coalesce(max(to_seq), 0) FROM batch) AND e.series = ${series} AND e.kind NOT IN (${LATE_KINDS}) AND at BETWEEN ? AND ?
       ORDER BY e.seq`,
    )
  }

  read({ device, point, from, to, max }: SeriesQuery): SeriesAnswer {
    const points: Point[] = []
    const late: Point[] = []
    for (const row of this.sealed.iterate(device, point, from, to)) {
      const { chunk, first, placed } = row as { chunk: string; first: number; placed: number }
      const parsed: SeriesChunk = JSON.parse(chunk)
      for (const each of unfold(parsed, first + placed))
        if (each.at >= from && each.at <= to) (parsed.l === true ? late : points).push(each)
    }
    for (const row of this.unsealed.iterate(device, point, from, to)) {
      const { kind, value, quality, at } = row as { kind: number; value: Cell; quality: number; at: number }
      points.push({ at, value: readValue(kind, value), quality: QUALITIES[quality] ?? 'bad' })
    }
    return thinned(
      inPlace(points, late, ({ at }) => at),
      max,
    )
  }
}

function* unfold(chunk: SeriesChunk, start: number): Iterable<Point> {
  let at = start
  for (const [index, value] of chunk.v.entries()) {
    if (chunk.l === true) at = chunk.x?.[index] ?? at
    else if (index > 0) at += chunk.dt[index - 1] ?? 0
    yield { at, value, quality: qualityAt(chunk, index) }
  }
}

/**
 * Keeps about `max` points: of each run of equal length the first, the lowest and the highest value, and every
 * change of quality, so that neither peaks nor gaps vanish from a trend.
 */
export function thinned(points: Point[], max: number): SeriesAnswer {
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
    let low: Point | undefined
    let high: Point | undefined
    for (const point of slice) {
      if (typeof point.value !== 'number') continue
      if (low === undefined || point.value < Number(low.value)) low = point
      if (high === undefined || point.value > Number(high.value)) high = point
    }
    for (const [index, point] of slice.entries()) {
      const turns = index > 0 && slice[index - 1]?.quality !== point.quality
      if (index === 0 || turns || point === low || point === high) kept.push(point)
    }
  }
  return kept
}
