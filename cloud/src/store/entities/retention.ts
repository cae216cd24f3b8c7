import { runsOf, subtractRuns } from '@zaojun/core/runs'
import { sql } from 'kysely'
import { HOUR_MS } from '../../ingest/decoded.ts'
import type { Policy } from '../../retention/policy.ts'
import { HOURS_A_DAY } from '../../sealing/chunk.ts'
import { type Queries, siteNo } from '../queries.ts'
import type { SiteDay } from './chunks.ts'
import { stateRemoval } from './removals.ts'
import { holdsTurn, type Turn } from './turns.ts'

type Removed =
  | { what: 'readings' | 'hours'; before: number }
  | { what: 'envelopes'; box: string; runs: [number, number][] }
export type RetentionSettings = Policy & { changedAt: number; by: string }
/** UTC ms from which on what is kept; 0: all. */
export type KeptFrom = { readings: number; hours: number }
type Under = { turn: Turn; siteId: string; policy: Policy }

/** Envelopes of one transaction. */
const ENVELOPES_AT_ONCE = 500
const MOST_RUNS = ENVELOPES_AT_ONCE

export async function keptFromOf({ all }: Queries, site: number): Promise<KeptFrom> {
  const rows = await all(
    sql<{
      what: string
      at: number
    }>`SELECT what, at FROM kept_from WHERE site = ${site} AND what IN ('readings', 'hours')`,
  )
  const of = (what: string) => rows.find((row) => row.what === what)?.at ?? 0
  return { readings: of('readings'), hours: of('hours') }
}

export function retentionReads(queries: Queries) {
  const { all, first } = queries
  return {
    /** Null where the site has none of its own. */
    async retention(site: string): Promise<RetentionSettings | null> {
      const row = await first(
        sql<RetentionSettings>`SELECT readings_days AS "readingsDays", hourly_days AS "hourlyDays",
          envelopes_days AS "envelopesDays", records_days AS "recordsDays", changed_at AS "changedAt", by
          FROM retention WHERE site = ${await siteNo(queries, site)}`,
      )
      return row ?? null
    },

    keptFrom: async (site: string): Promise<KeptFrom> => keptFromOf(queries, await siteNo(queries, site)),

    /** The oldest UTC day of a site, before one, of which readings are kept. */
    async oldestDay({ site, before }: { site: number; before: number }): Promise<number | null> {
      const sealed = await first(
        sql<{ day: number | null }>`SELECT min(day) AS day FROM chunk WHERE site = ${site} AND day < ${before}`,
      )
      return sealed?.day ?? null
    },

    /** Whether hours of a day are still to be summed, or segments to be sealed. */
    async daySettled({ site, day }: SiteDay): Promise<boolean> {
      const [from, to] = [day * HOURS_A_DAY, (day + 1) * HOURS_A_DAY]
      const row = await first(
        sql<{
          open: number
        }>`SELECT (SELECT count(*) FROM dirty_hour WHERE site = ${site} AND hour >= ${from} AND hour <= ${to})
          + (SELECT count(*) FROM batch_hour WHERE site = ${site} AND hour >= ${from} AND hour < ${to}) AS open`,
      )
      return row?.open === 0
    },

    oldestHour: async ({ site }: { site: number }): Promise<number | null> =>
      (
        await first(
          sql<{ hour: number | null }>`SELECT min(hour) AS hour FROM rollup_hour WHERE site = ${site} AND hour >= 0`,
        )
      )?.hour ?? null,

    boxNumbers: ({ site }: { site: number }): Promise<{ no: number; id: string; reported: string | null }[]> =>
      all(
        sql<{ no: number; id: string; reported: string | null }>`SELECT box.no, box.id, reported FROM box
          JOIN box_state ON box_state.site = box.site AND box_state.box = box.no
          WHERE box_state.site = ${site} ORDER BY box.no`,
      ),
  }
}

export function retentionWrites(queries: Queries) {
  const { all, first, run } = queries

  async function keep(site: number, what: string, at: number): Promise<void> {
    await run(
      sql`INSERT INTO kept_from (site, what, at) VALUES (${site}, ${what}, ${at})
        ON CONFLICT (site, what) DO UPDATE SET at = excluded.at WHERE excluded.at > kept_from.at`,
    )
  }

  const record = ({ turn, siteId, policy }: Under, removed: Removed): Promise<number> =>
    stateRemoval(queries, { site: turn.site, siteId, at: turn.at }, { policy, ...removed })

  return {
    async setRetention({ site, settings }: { site: string; settings: RetentionSettings }): Promise<void> {
      const { readingsDays, hourlyDays, envelopesDays, recordsDays, changedAt, by } = settings
      await run(
        sql`INSERT INTO retention (site, readings_days, hourly_days, envelopes_days, records_days, changed_at, by)
          VALUES (${await siteNo(queries, site)}, ${readingsDays}, ${hourlyDays}, ${envelopesDays}, ${recordsDays},
          ${changedAt}, ${by}) ON CONFLICT (site) DO UPDATE SET readings_days = excluded.readings_days,
          hourly_days = excluded.hourly_days, envelopes_days = excluded.envelopes_days,
          records_days = excluded.records_days, changed_at = excluded.changed_at, by = excluded.by`,
      )
    },

    /** Takes away the sealed readings of a UTC day. False where the turn is another's by now. */
    async removeDay({ day, ...under }: Under & { day: number }): Promise<boolean> {
      const { site } = under.turn
      if (!(await holdsTurn(queries, under.turn))) return false
      await run(sql`DELETE FROM chunk WHERE site = ${site} AND day = ${day}`)
      await run(sql`DELETE FROM sealed_day WHERE site = ${site} AND day = ${day}`)
      const before = (day + 1) * HOURS_A_DAY * HOUR_MS
      await keep(site, 'readings', before)
      await record(under, { what: 'readings', before })
      return true
    },

    /**
     * Sums the hours of a day of the site's zone into one row a series; the hours go. False where the turn is another's by
     * now, and while readings of the day are here: an hour that is summed again would come to the day twice.
     */
    async foldDay({ start, end, ...under }: Under & { start: number; end: number }): Promise<boolean> {
      const { site } = under.turn
      if (!(await holdsTurn(queries, under.turn))) return false
      const [from, to] = [Math.ceil(start / HOUR_MS), Math.ceil(end / HOUR_MS)]
      const here = await first(
        sql<{
          rows: number
        }>`SELECT (SELECT count(*) FROM batch_hour WHERE site = ${site} AND hour >= ${from} AND hour < ${to})
          + (SELECT count(*) FROM dirty_hour WHERE site = ${site} AND hour >= ${from} AND hour < ${to})
          + (SELECT count(*) FROM chunk WHERE site = ${site} AND day >= ${Math.floor(from / HOURS_A_DAY)}
            AND day <= ${Math.floor((to - 1) / HOURS_A_DAY)}) AS rows`,
      )
      if (here?.rows !== 0) return false
      await run(
        sql`INSERT INTO rollup_day (site, series, start, n, min, max, integral, good, other)
          SELECT site, series, ${sql.lit(start)}, sum(n), min(min), max(max), sum(integral), sum(good), sum(other)
          FROM rollup_hour WHERE site = ${site} AND hour >= ${from} AND hour < ${to} GROUP BY site, series
          ON CONFLICT (site, series, start) DO UPDATE SET n = rollup_day.n + excluded.n,
          min = CASE WHEN excluded.min < rollup_day.min OR rollup_day.min IS NULL THEN excluded.min ELSE rollup_day.min END,
          max = CASE WHEN excluded.max > rollup_day.max OR rollup_day.max IS NULL THEN excluded.max ELSE rollup_day.max END,
          integral = rollup_day.integral + excluded.integral, good = rollup_day.good + excluded.good,
          other = rollup_day.other + excluded.other`,
      )
      await run(sql`DELETE FROM rollup_hour WHERE site = ${site} AND hour >= ${from} AND hour < ${to}`)
      await keep(site, 'hours', end)
      await record(under, { what: 'hours', before: end })
      return true
    },

    /**
     * Empties envelopes of a box that came before a time and stand in the log, but not those in `pending`; `plain`: only
     * those of nothing but readings. Resolves how many were looked at; null where the turn is another's by now.
     */
    async removeEnvelopes(request: Under & RemoveEnvelopes): Promise<number | null> {
      const { box, boxId, before, plain, pending, ...under } = request
      const { site } = under.turn
      if (!(await holdsTurn(queries, under.turn))) return null
      const cursor = `${plain ? 'readings' : 'records'}-envelopes/${box}`
      const stand = await first(sql<{ at: number }>`SELECT at FROM kept_from WHERE site = ${site} AND what = ${cursor}`)
      const rows = await all(
        sql<{ n: number; first_seq: number; last_seq: number; held: number }>`SELECT n, first_seq, last_seq,
          CASE WHEN length(envelope) > 0 THEN 1 ELSE 0 END AS held FROM batch
          WHERE site = ${site} AND box = ${box} AND n > ${stand?.at ?? 0} AND received_at < ${before}
          ORDER BY n LIMIT ${ENVELOPES_AT_ONCE}`,
      )
      const [oldest, newest] = [rows[0], rows.at(-1)]
      if (oldest === undefined || newest === undefined) return 0
      const placed = await all(
        sql<{ n: number }>`SELECT n FROM leaf WHERE box = ${box} AND n >= ${oldest.n} AND n <= ${newest.n}`,
      )
      const inLog = new Set(placed.map(({ n }) => n))
      const told = plain
        ? await all(
            sql<{ seq: number }>`SELECT seq FROM entry WHERE site = ${site} AND box = ${box}
              AND seq >= ${oldest.first_seq} AND seq <= ${newest.last_seq}`,
          )
        : []
      const isPlain = (row: (typeof rows)[number]) =>
        !told.some(({ seq }) => seq >= row.first_seq && seq <= row.last_seq)
      const going = rows.filter((row) => row.held === 1 && inLog.has(row.n) && isPlain(row)).map(({ n }) => n)
      const runs = subtractRuns(runsOf(going, MOST_RUNS), pending)
      for (const [from, to] of runs)
        await run(
          sql`UPDATE batch SET envelope = ${Buffer.alloc(0)} WHERE site = ${site} AND box = ${box} AND n >= ${from} AND n <= ${to}`,
        )
      if (runs.length > 0) await record(under, { what: 'envelopes', box: boxId, runs })
      // What the box still waits for is looked at again.
      const waits = rows.find(({ n }) => pending.some(([from, to]) => n >= from && n <= to) || !inLog.has(n))
      await keep(site, cursor, waits === undefined ? newest.n : waits.n - 1)
      return waits === undefined ? rows.length : 0
    },
  }
}
export type RemoveEnvelopes = {
  box: number
  boxId: string
  before: number
  plain: boolean
  pending: [number, number][]
}
