import type { BoxStanding } from '../../store/store.ts'
import type { BoxRow } from './schema.ts'

export type Range = [first: number, last: number]

/** A batch comes every minute: two may be late before a box counts as stale. */
export const STALE_MS = 3 * 60_000
export const OFFLINE_MS = 15 * 60_000
/** What a box says is pending but never sends is missing after this long without progress. */
const AWAITED_MS = 24 * 3_600_000

export function stateAt(lastBatchAt: number | null, now: number): BoxRow['state'] {
  if (lastBatchAt === null || now - lastBatchAt >= OFFLINE_MS) return 'offline'
  return now - lastBatchAt >= STALE_MS ? 'stale' : 'normal'
}

/** How a box stands at `now`: a number not held is awaited while the box says it is pending, otherwise missing. */
export function boxRowAt(standing: BoxStanding, now: number): BoxRow {
  const { newestWall, reported, held, ...rest } = standing
  const pending = (reported?.pending ?? []).filter(([first]) => first >= 1)
  const newest = Math.max(standing.newest, reported?.newest ?? 0)
  const absent = subtract(newest > 0 ? [[1, newest]] : [], held as Range[])
  const progressing = standing.lastBatchAt !== null && now - standing.lastBatchAt < AWAITED_MS
  const awaited = progressing ? intersect(absent, pending as Range[]) : []
  return {
    ...rest,
    newest,
    held,
    state: stateAt(standing.lastBatchAt, now),
    awaited,
    missing: subtract(absent, awaited),
    lagMs: newestWall === null ? null : Math.max(0, now - newestWall),
    pendingBatches: count(subtract(pending as Range[], held as Range[])),
  }
}

export const count = (ranges: Range[]): number => ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)

/** `ranges` without `minus`; both ascending and apart. */
export function subtract(ranges: Range[], minus: Range[]): Range[] {
  return ranges.flatMap(([first, last]) => {
    const left: Range[] = []
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

export const intersect = (ranges: Range[], other: Range[]): Range[] => subtract(ranges, subtract(ranges, other))
