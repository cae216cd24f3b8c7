import type { Gap } from './entry.ts'

/** Most runs a box tells of at once. */
export const MAX_RUNS = 64

/** Ascending numbers as runs, both ends included; past `most` runs the last ones are told as one. */
export function runsOf(numbers: Iterable<number>, most: number = MAX_RUNS): [number, number][] {
  const runs: [number, number][] = []
  for (const n of numbers) {
    const last = runs.at(-1)
    if (last !== undefined && (last[1] === n - 1 || runs.length === most)) last[1] = n
    else runs.push([n, n])
  }
  return runs
}

/** `ranges` without `minus`; both ascending and apart. */
export function subtractRuns(ranges: [number, number][], minus: [number, number][]): [number, number][] {
  return ranges.flatMap(([first, last]) => {
    const left: [number, number][] = []
    let from = first
    for (const [a, b] of minus) {
      if (b < from || a > last) continue
      if (a > from) left.push([from, a - 1])
      from = Math.max(from, b + 1)
    }
    if (from <= last) left.push([from, last])
    return left
  })
}

/** Runs in any order as ascending ones that neither touch nor overlap. */
export function joinRuns(runs: [number, number][]): [number, number][] {
  const joined: [number, number][] = []
  for (const [first, last] of [...runs].sort(([a], [b]) => a - b)) {
    const before = joined.at(-1)
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else joined.push([first, last])
  }
  return joined
}

/** Reason of the `gap` that says which batches a box cannot send any more. */
export const BATCHES_GONE = 'batches-gone'

/** The batch numbers a gap explains; none where it speaks of other things. */
export function explainedBatches({ data }: Pick<Gap, 'data'>): [number, number][] {
  const runs = data.batches
  if (!Array.isArray(runs)) return []
  return runs.filter(
    (run): run is [number, number] =>
      Array.isArray(run) && run.length === 2 && run.every(Number.isSafeInteger) && run[0] >= 1 && run[1] >= run[0],
  )
}

/** Event by which a box says afterwards that its clock was wrong: entries `first`…`last` were `ms` later than they say. */
export const CLOCK_CORRECTED = 'clock-corrected'

/** Undefined where the data of the event says no such thing. */
export function clockCorrection(
  data: Record<string, unknown>,
): { first: number; last: number; ms: number } | undefined {
  const { first, last, ms } = data
  const whole = [first, last, ms].every(Number.isSafeInteger)
  if (!whole || Number(first) < 1 || Number(last) < Number(first) || Math.abs(Number(ms)) > LARGEST_CORRECTION_MS)
    return undefined
  return { first: Number(first), last: Number(last), ms: Number(ms) }
}
/** Ten years: a battery clock that fell back to its epoch. */
const LARGEST_CORRECTION_MS = 10 * 366 * 86_400_000
