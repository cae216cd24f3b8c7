import { sql } from 'kysely'
import { HOUR_MS } from '../../ingest/decoded.ts'
import { LONGEST_HOLD_MS } from '../../ingest/segment.ts'
import { computeRollups, type HourOfSeries, writeRollups } from '../entities/rollups.ts'
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

/** Sites with marked hours. */
function dirtySites(session: Session): Promise<{ site: number }[]> {
  return session.all(
    sql<{ site: number }>`SELECT DISTINCT site FROM batch_hour WHERE dirty UNION SELECT DISTINCT site FROM dirty_hour
      LIMIT ${SITES_AT_ONCE}`,
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
async function spreadMarks(session: Session, site: number): Promise<number> {
  const marked = await session.all(
    sql<{ hour: number; box: number; batch: number }>`UPDATE batch_hour SET dirty = false
      WHERE site = ${site} AND dirty AND (hour, box, batch) IN (
        SELECT hour, box, batch FROM batch_hour WHERE site = ${site} AND dirty ORDER BY hour LIMIT ${BATCHES_AT_ONCE})
      RETURNING hour, box, batch`,
  )
  if (marked.length === 0) return 0
  await session.plain(
    `INSERT INTO dirty_hour (site, series, hour)
     SELECT DISTINCT segment.site, segment.series, segment.hour + later
     FROM segment JOIN unnest($2::int[], $3::int[], $4::bigint[]) AS marked (hour, box, batch)
       ON segment.hour = marked.hour AND segment.box = marked.box AND segment.batch = marked.batch
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

/** Makes hours of series out of all that ingest has marked; resolves how many there are. */
export async function gatherDirty(sessions: Sessions): Promise<number> {
  for (const { site } of await sessions.read(dirtySites)) {
    for (let more = true; more; ) {
      const spread = await sessions.write(async (session) =>
        (await takeTurn(session, site)) ? await spreadMarks(session, site) : 0,
      )
      more = spread === BATCHES_AT_ONCE
    }
  }
  return sessions.read(async (session) => {
    const count = await session.first(sql<{ count: number }>`SELECT count(*) AS count FROM dirty_hour`)
    return count?.count ?? 0
  })
}

/** Recomputes up to `limit` hours, a site a transaction; resolves how many. */
export async function rollUp(sessions: Sessions, limit: number): Promise<number> {
  let done = 0
  for (const { site } of await sessions.read(dirtySites)) {
    if (done >= limit) break
    done += await sessions.write((session) => rollUpSite(session, site, limit - done))
  }
  return done
}

async function rollUpSite(session: Session, site: number, limit: number): Promise<number> {
  if (!(await takeTurn(session, site))) return 0
  await spreadMarks(session, site)
  const marks = await session.all(
    sql<HourOfSeries>`SELECT site, series, hour FROM dirty_hour WHERE site = ${site} ORDER BY hour LIMIT ${limit}`,
  )
  if (marks.length === 0) return 0
  await writeRollups(session, await computeRollups(session, marks))
  await session.plain(
    `DELETE FROM dirty_hour USING unnest($2::int[], $3::int[]) AS done (series, hour)
     WHERE dirty_hour.site = $1 AND dirty_hour.series = done.series AND dirty_hour.hour = done.hour`,
    [site, int4Array(marks.map(({ series }) => series)), int4Array(marks.map(({ hour }) => hour))],
  )
  return marks.length
}
