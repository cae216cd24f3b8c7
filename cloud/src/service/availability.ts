import type { ServiceSpan, ServiceState, ServiceWindow } from '../store/service.ts'
import { startOf } from './slots.ts'

export type Interval = { from: number; to: number }
/** `silent`: nobody could say anything, because no process ran or the store was away. */
export type OutageReason = Exclude<ServiceState, 'up'> | 'silent'
export type Outage = Interval & { planned: boolean; reason: OutageReason }
/** Seconds of a stretch of time that were measured, in which it was down, and in which it was down as announced. */
export type Tally = { seconds: number; down: number; planned: number }

const MS = 1000

/** When anybody was up: intervals that neither touch nor overlap, in order. */
export function upOf(spans: ServiceSpan[]): Interval[] {
  const up = spans.filter(({ state }) => state === 'up')
  return merge(up.map(({ first, last }) => ({ from: startOf(first), to: startOf(last + 1) })))
}

/** What of `whole` none of the intervals covers; they are in order and do not overlap. */
export function without(whole: Interval, intervals: Interval[]): Interval[] {
  const rest: Interval[] = []
  let { from } = whole
  for (const each of intervals) {
    if (each.to <= from || each.from >= whole.to) continue
    if (each.from > from) rest.push({ from, to: each.from })
    from = each.to
  }
  if (from < whole.to) rest.push({ from, to: whole.to })
  return rest
}

/** Only what was announced before it began is planned. */
export const isAnnounced = ({ from, createdAt }: ServiceWindow): boolean => createdAt <= from

/** All times within `whole` in which nobody was up, cut where announced maintenance begins and ends. */
export function outagesOf(whole: Interval, spans: ServiceSpan[], windows: ServiceWindow[]): Outage[] {
  const announced = merge(windows.filter(isAnnounced))
  return without(whole, upOf(spans)).flatMap((down) => {
    const unplanned = without(down, announced)
    const planned = without(down, unplanned)
    const outage = (interval: Interval, isPlanned: boolean): Outage => ({
      ...interval,
      planned: isPlanned,
      reason: reasonOf(interval, spans),
    })
    return [...unplanned.map((one) => outage(one, false)), ...planned.map((one) => outage(one, true))].sort(
      (a, b) => a.from - b.from,
    )
  })
}

export function tally(whole: Interval, outages: Outage[]): Tally {
  const secondsOf = (list: Outage[]) =>
    list.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, whole.to) - Math.max(from, whole.from)), 0) / MS
  return {
    seconds: Math.max(0, whole.to - whole.from) / MS,
    down: secondsOf(outages),
    planned: secondsOf(outages.filter(({ planned }) => planned)),
  }
}

/** Share of the time in which it was up; null where nothing was measured. Announced maintenance counts as down, or not at all. */
export function shareOf({ seconds, down, planned }: Tally, countPlanned: boolean): number | null {
  const measured = countPlanned ? seconds : seconds - planned
  const lost = countPlanned ? down : down - planned
  return measured <= 0 ? null : 1 - lost / measured
}

function merge(intervals: Interval[]): Interval[] {
  const merged: Interval[] = []
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    const before = merged.at(-1)
    if (before === undefined || from > before.to) merged.push({ from, to })
    else before.to = Math.max(before.to, to)
  }
  return merged
}

function reasonOf({ from, to }: Interval, spans: ServiceSpan[]): OutageReason {
  for (const { state, first, last } of spans)
    if (state !== 'up' && startOf(first) < to && startOf(last + 1) > from) return state
  return 'silent'
}
