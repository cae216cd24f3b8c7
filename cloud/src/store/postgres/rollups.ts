import { sql } from 'kysely'
import { eachSite } from '../../each-site.ts'
import { HOUR_MS } from '../../ingest/decoded.ts'
import {
  FROM_THE_START,
  type HourOfSeries,
  isItsTurn,
  NO_HOUR,
  type Pass,
  type RolledUp,
  WHOLE_PASS,
} from '../../rollup/due.ts'
import { LONGEST_HOLD_MS } from '../../rollup/hour.ts'
import { type Computed, writeRollups } from '../entities/rollups.ts'
import type { Answers } from './answers.ts'
import { int4Array, int8Array } from './binary.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'

/** Batches whose hours are spread over their series in one go. */
const BATCHES_AT_ONCE = 100
const SITES_AT_ONCE = 200

export const dirtyHours = async (session: Session): Promise<number> => {
  const count = sql<{ count: number }>`SELECT (SELECT count(*) FROM dirty_hour)
    + (SELECT count(*) FROM batch_hour WHERE dirty) AS count`
  return (await session.first(count))?.count ?? 0
}

/** Sites with marked hours that are due. */
function dirtySites(session: Session, { due, after }: Pass): Promise<{ site: number }[]> {
  const { settled, turns, first, count } = due
  const isDue = sql`site > ${after.site} AND (hour < ${settled} OR (site + ${turns}::int - ${first}) % ${turns} < ${count})`
  return session.all(
    sql<{ site: number }>`SELECT DISTINCT site FROM batch_hour WHERE dirty AND ${isDue}
      UNION SELECT DISTINCT site FROM dirty_hour WHERE ${isDue} ORDER BY site LIMIT ${SITES_AT_ONCE}`,
  )
}

/** Whether this transaction has the site's turn: of several aggregators one rolls a site up at a time. */
async function takeTurn(session: Session, site: number): Promise<boolean> {
  await session.run(sql`INSERT INTO turn (site, job) VALUES (${site}, 'rollup') ON CONFLICT DO NOTHING`)
  const turn = sql`SELECT job FROM turn WHERE site = ${site} AND job = 'rollup' FOR UPDATE SKIP LOCKED`
  return (await session.all(turn)).length > 0
}

/**
 * Ingest marks a batch and hour; here that becomes an hour of each series in it, and the next where its last reading may
 * hold on. Resolves how many batches.
 */
async function spreadMarks(session: Session, site: number, before: number): Promise<number> {
  const marked = await session.all(
    sql<{ hour: number; box: number; batch: number }>`UPDATE batch_hour SET dirty = false
      WHERE site = ${site} AND dirty AND (hour, box, batch) IN (
        SELECT hour, box, batch FROM batch_hour WHERE site = ${site} AND dirty AND hour < ${before} ORDER BY hour LIMIT ${BATCHES_AT_ONCE})
      RETURNING hour, box, batch`,
  )
  if (marked.length === 0) return 0
  await session.plain(
    `INSERT INTO dirty_hour (site, series, hour)
     SELECT DISTINCT segment.site, listed.no::int, segment.hour + later
     FROM segment JOIN unnest($2::int[], $3::int[], $4::bigint[]) AS marked (hour, box, batch)
       ON segment.hour = marked.hour AND segment.box = marked.box AND segment.batch = marked.batch
     CROSS JOIN json_array_elements_text(segment.series::json) AS listed (no)
     CROSS JOIN generate_series(0, 1) AS later
     WHERE segment.site = $1 AND (later = 0 OR segment.t1 + $5::bigint > (segment.hour + 1)::bigint * $6::bigint)
     ON CONFLICT DO NOTHING`,
    [
      site,
      int4Array(marked.map(({ hour }) => hour)),
      int4Array(marked.map(({ box }) => box)),
      int8Array(marked.map(({ batch }) => batch)),
      LONGEST_HOLD_MS,
      HOUR_MS,
    ],
  )
  return marked.length
}

type Means = { sessions: Sessions; answers: Answers; ready(): Promise<boolean>; onFailure(error: unknown): void }

/** Sites that are due; all of them where not every machine can be asked. */
async function sitesOf({ sessions, ready, onFailure }: Means, pass: Pass): Promise<{ site: number }[]> {
  try {
    return await sessions.read((session) => dirtySites(session, pass))
  } catch (error) {
    if (!(await ready().catch(() => false))) throw error
    onFailure(error)
    const all = sql<{
      site: number
    }>`SELECT no AS site FROM site WHERE no > ${pass.after.site} ORDER BY no LIMIT ${SITES_AT_ONCE}`
    return sessions.read((session) => session.all(all))
  }
}

/** Recomputes about `limit` hours, site after site, each in transactions of its own; one that fails holds up no other. */
export async function rollUp(means: Means, limit: number, pass = WHOLE_PASS): Promise<RolledUp> {
  const { sessions, answers, ready, onFailure } = means
  const sites = await sitesOf(means, pass)
  let done = 0
  /** Where it was enough: the last site that is done with. */
  let enoughAt: number | null = null
  const given = { ready, stopping: () => enoughAt !== null, onFailure }
  await eachSite(sites, given, async ({ site }) => {
    const before = isItsTurn(site, pass.due) ? NO_HOUR : pass.due.settled
    let hasMore = true
    while (hasMore && done < limit) {
      const most = limit - done
      const step = await sessions.write((session) => rollUpSite(session, answers, { site, before, most }))
      done += step.done
      hasMore = step.hasMore
    }
    if (done >= limit) enoughAt = hasMore ? site - 1 : site
  })
  if (enoughAt !== null) return { done, next: { ...FROM_THE_START, site: enoughAt } }
  return { done, next: sites.length < SITES_AT_ONCE ? null : { ...FROM_THE_START, site: sites.at(-1)?.site ?? 0 } }
}

type Part = { site: number; before: number; most: number }

async function rollUpSite(
  session: Session,
  answers: Answers,
  { site, before, most }: Part,
): Promise<{ done: number; hasMore: boolean }> {
  if (!(await takeTurn(session, site))) return { done: 0, hasMore: false }
  const spread = await spreadMarks(session, site, before)
  const marks = await session.all(
    sql<HourOfSeries>`SELECT site, series, hour FROM dirty_hour WHERE site = ${site} AND hour < ${before}
      ORDER BY hour, series LIMIT ${most} FOR UPDATE`,
  )
  const hasMore = spread === BATCHES_AT_ONCE || marks.length === most
  if (marks.length === 0) return { done: 0, hasMore }
  const computed = await answers.on<Computed<HourOfSeries>[], 'computeRollups'>(session, 'computeRollups', { marks })
  await writeRollups(session, computed)
  await session.plain(
    `DELETE FROM dirty_hour USING unnest($2::int[], $3::int[]) AS done (series, hour)
     WHERE dirty_hour.site = $1 AND dirty_hour.series = done.series AND dirty_hour.hour = done.hour`,
    [site, int4Array(marks.map(({ series }) => series)), int4Array(marks.map(({ hour }) => hour))],
  )
  return { done: marks.length, hasMore }
}
