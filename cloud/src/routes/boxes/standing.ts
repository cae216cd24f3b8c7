import { joinRuns, subtractRuns } from '@zaojun/core'
import type { BoxStanding } from '../../store/store.ts'
import type { BoxRow } from './schema.ts'

export type Range = [first: number, last: number]

/** A batch comes every minute: two may be late before a box counts as stale. */
export const STALE_MS = 3 * 60_000
export const OFFLINE_MS = 15 * 60_000
/** What a box says is pending but never sends is missing after this long without progress. */
const AWAITED_MS = 24 * 3_600_000

export function stateAt(heardAt: number | null, now: number): BoxRow['state'] {
  if (heardAt === null || now - heardAt >= OFFLINE_MS) return 'offline'
  return now - heardAt >= STALE_MS ? 'stale' : 'normal'
}

type Heard = Pick<BoxStanding, 'lastBatchAt' | 'heartbeat'>
/** When the box last showed by its signature that it is there; null before that. */
export const heardAt = ({ lastBatchAt, heartbeat }: Heard): number | null =>
  heartbeat === null ? lastBatchAt : Math.max(lastBatchAt ?? 0, heartbeat.receivedAt)

/**
 * How a box stands at `now`. A number not held is awaited while the box says it is pending, explained where a signed gap
 * of the box speaks of it, otherwise missing. What the box has signed to hold counts, not only what came.
 */
export function boxRowAt(standing: BoxStanding, now: number): BoxRow {
  const { newestWall, reported, held, holes, heartbeat, ...rest } = standing
  const pending = pendingOf(standing)
  const newest = Math.max(standing.newest, reported?.newest ?? 0, heartbeat?.newest ?? 0, heartbeat?.claimed ?? 0)
  const absent = subtractRuns(newest > 0 ? [[1, newest]] : [], held as Range[])
  const progressing = standing.lastBatchAt !== null && now - standing.lastBatchAt < AWAITED_MS
  const awaited = progressing ? intersect(absent, pending) : []
  const left = subtractRuns(absent, awaited)
  const explained = holes.flatMap(({ first, last, reason, seq }) =>
    intersect([[first, last]], left).map(([from, to]) => ({ first: from, last: to, reason, seq })),
  )
  const { pending: _pending, head: _head, ...beat } = heartbeat ?? { pending: [], head: null }
  return {
    ...rest,
    newest,
    held,
    state: stateAt(heardAt(standing), now),
    awaited,
    missing: subtractRuns(left, joinRuns(explained.map(({ first, last }): Range => [first, last]))),
    explained,
    heartbeat: heartbeat === null ? null : (beat as NonNullable<BoxRow['heartbeat']>),
    lagMs: newestWall === null ? null : Math.max(0, now - newestWall),
    pendingBatches: count(subtractRuns(pending, held as Range[])),
  }
}

/** What the box said last, beside a batch or in its heartbeat, whichever knows of more. */
function pendingOf({ reported, heartbeat }: BoxStanding): Range[] {
  const newer =
    heartbeat !== null && heartbeat.newest >= (reported?.newest ?? 0) ? heartbeat.pending : reported?.pending
  return ((newer ?? []) as Range[]).filter(([first]) => first >= 1)
}

export const count = (ranges: Range[]): number => ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)

export const intersect = (ranges: Range[], other: Range[]): Range[] => subtractRuns(ranges, subtractRuns(ranges, other))
