import type { Series } from '../box/shapes.ts'

/** `[wall ms, value]`, or a lifted pen. */
export type Place = [number, number | null]
export type Drawing = {
  /** Trustworthy values in seq order; null lifts the pen at a bad or stale value, a silence, or a clock set back. */
  line: Place[]
  /** Values that stand alone or are doubtful or wrong: drawn as marks, never joined. */
  alone: [number, number][]
  uncertain: [number, number][]
  bad: [number, number][]
  breaks: number
}

const numeric = (value: unknown): number | null =>
  typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : null

/** Turns a series into what may honestly be drawn. `silenceMs`: longer between two values means nothing is known there. */
export function drawingOf(series: Series, silenceMs: number): Drawing {
  const drawing: Drawing = { line: [], alone: [], uncertain: [], bad: [], breaks: 0 }
  let run: [number, number][] = []
  const lift = () => {
    if (run.length === 0) return
    if (drawing.line.length > 0) {
      drawing.breaks += 1
      drawing.line.push([run[0]?.[0] ?? 0, null])
    }
    drawing.line.push(...run)
    if (run.length === 1) drawing.alone.push(...run)
    run = []
  }
  series.t.forEach((at, index) => {
    const value = numeric(series.v[index])
    const quality = series.q[index]
    const before = run.at(-1)?.[0]
    if (value === null || quality === 'stale' || quality === 'bad') {
      lift()
      if (value !== null && quality === 'bad') drawing.bad.push([at, value])
      return
    }
    if (before !== undefined && (at < before || at - before > silenceMs)) lift()
    run.push([at, value])
    if (quality === 'uncertain') drawing.uncertain.push([at, value])
  })
  lift()
  return drawing
}
