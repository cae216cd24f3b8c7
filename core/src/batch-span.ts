import type { Batch } from './batch.ts'

/** First and last time of what stands in a batch (UTC ms), and whether all of it has a known time. */
export function batchSpan({ series, entries, eras }: Batch): {
  from: number | null
  to: number | null
  known: boolean
} {
  const offsets = new Map(eras.map(({ era, offset }) => [era, offset]))
  let known = true
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const note = (at: number) => {
    from = Math.min(from, at)
    to = Math.max(to, at)
  }
  for (const { e, t0, dt, x, l } of series) {
    // What was told late is of its own time.
    if (l === true) for (const at of Object.values(x ?? {})) note(at)
    else if ((offsets.get(e) ?? null) === null) known = false
    else {
      let at = t0
      note(at)
      for (const step of dt) {
        at += step
        note(at)
      }
    }
  }
  for (const { e, m } of entries) {
    const offset = offsets.get(e) ?? null
    if (offset === null) known = false
    else note(m + offset)
  }
  return from > to ? { from: null, to: null, known } : { from, to, known }
}
