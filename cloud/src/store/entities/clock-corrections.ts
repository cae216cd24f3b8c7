import type { Event } from '@zaojun/core'
import { CLOCK_CORRECTED, clockCorrection } from '@zaojun/core/runs'
import { sql } from 'kysely'
import { HOUR_MS } from '../../ingest/decoded.ts'
import type { Queries } from '../queries.ts'

export type Correction = { box: number; first: number; last: number; ms: number }

/** Keeps what an event says of the clock, and marks the hours whose readings it moves. */
export async function correctClock(
  { run, dialect }: Queries,
  place: { site: number; box: number },
  { event, data }: Pick<Event, 'event' | 'data'>,
  seq: number,
): Promise<void> {
  const correction = event === CLOCK_CORRECTED ? clockCorrection(data) : undefined
  if (correction === undefined) return
  const { first, last, ms } = correction
  await run(
    sql`INSERT INTO clock_correction (site, box, seq, first, last, ms)
      VALUES (${place.site}, ${place.box}, ${seq}, ${first}, ${last}, ${ms}) ON CONFLICT DO NOTHING`,
  )
  for (const mark of dialect.markSeqs(place, first, last)) await run(mark)
}

/** Of all boxes of a site, the newest last. */
export const correctionsOf = ({ all }: Queries, site: number): Promise<Correction[]> =>
  all(sql<Correction>`SELECT box, first, last, ms FROM clock_correction WHERE site = ${site} ORDER BY seq`)

/** How much later an entry was than it says, ms. */
export function shiftOf(corrections: Correction[], box: number, seq: number): number {
  const newest = corrections.findLast((each) => each.box === box && seq >= each.first && seq <= each.last)
  return newest?.ms ?? 0
}

/** Runs of hours [first, last] as the wire has them whose readings may lie in from…to once they are corrected. */
export const wireRuns = (corrections: Correction[], from: number, to: number): [number, number][] =>
  [...new Set([0, ...corrections.map((each) => each.ms)])].map((ms) => [
    Math.floor((from - ms) / HOUR_MS),
    Math.ceil((to - ms) / HOUR_MS) - 1,
  ])

/** Each hour of those runs, in order. */
export function wireHours(corrections: Correction[], from: number, to: number): number[] {
  const hours = new Set<number>()
  for (const [first, last] of wireRuns(corrections, from, to))
    for (let hour = first; hour <= last; hour++) hours.add(hour)
  return [...hours].sort((a, b) => a - b)
}

/** Hours that readings of a wire's hour may have come to or left, and the next, where the last of them may hold on. */
export function movedHours(corrections: Correction[], hour: number): number[] {
  const shifts = new Set(corrections.map(({ ms }) => ms).filter((ms) => ms !== 0))
  return [...shifts].flatMap((ms) => [0, 1, 2].map((later) => Math.floor((hour * HOUR_MS + ms) / HOUR_MS) + later))
}
