/** Runs of batch numbers, both ends included, as the API gives them. */
export type Run = [number, number]
export type RangeKind = 'held' | 'awaited' | 'explained' | 'missing'
type Runs = readonly (readonly number[])[]
export type Segment = { kind: RangeKind; from: number; to: number; left: number; width: number }

export const countOf = (runs: readonly (readonly number[])[]): number =>
  runs.reduce((sum, [from = 0, to = -1]) => sum + Math.max(0, to - from + 1), 0)

/** `3–7、9`: at most `most` runs spelled out, then how many more. */
export function spellRuns(runs: readonly (readonly number[])[], most = 4): { text: string; more: number } {
  const text = runs
    .slice(0, most)
    .map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`))
    .join(', ')
  return { text, more: Math.max(0, runs.length - most) }
}

/** The least a run is drawn with, in percent of the strip: one missing batch in a million must still be seen. */
const LEAST_WIDTH = 0.9

/**
 * Lays runs on a strip from the first to the last number known, in percent. Small runs are widened to stay
 * visible; missing is laid last, over the others.
 */
export function layRuns(given: Record<'held' | 'awaited' | 'missing', Runs> & { explained?: Runs }): {
  first: number
  last: number
  segments: Segment[]
} {
  const runs = { explained: [], ...given }
  const all = [...runs.held, ...runs.awaited, ...runs.explained, ...runs.missing]
  if (all.length === 0) return { first: 0, last: 0, segments: [] }
  const first = Math.min(...all.map(([from = 0]) => from))
  const last = Math.max(...all.map(([, to = 0]) => to))
  const span = last - first + 1
  const lay = (kind: RangeKind): Segment[] =>
    runs[kind].map(([from = 0, to = 0]) => {
      const width = Math.max(LEAST_WIDTH, ((to - from + 1) / span) * 100)
      return { kind, from, to, width, left: Math.min(((from - first) / span) * 100, 100 - width) }
    })
  return { first, last, segments: [...lay('held'), ...lay('awaited'), ...lay('explained'), ...lay('missing')] }
}
