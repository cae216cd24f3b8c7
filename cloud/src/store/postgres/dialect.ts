import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely'
import type { Dialect } from '../queries.ts'
import type { Tables } from '../tables.ts'

/** Builds typed SQL; nothing runs through it. */
export const build = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

type Plain = (text: string, values: unknown[]) => Promise<{ rows: unknown[] }>

/** Waits for a roll-up of the hour that is under way, which takes its mark with it: what it did not see is marked again. */
const ANEW = sql`ON CONFLICT (site, series, hour) DO UPDATE SET hour = excluded.hour`

/** How PostgreSQL says it. `plain` sends a statement. */
export const dialectOver = (plain: Plain): Dialect => ({
  jsonText: (column, field) => sql`(${sql.ref(column)} ->> ${sql.lit(field)})`,
  markedHours: ({ site, no }, from, to) => sql`SELECT hour FROM dirty_hour
    WHERE site = ${site} AND series = ${no} AND hour BETWEEN ${from} AND ${to}
    UNION SELECT hour FROM batch_hour WHERE site = ${site} AND dirty AND hour BETWEEN ${from} AND ${to}`,
  markSeqs: ({ site, box }, first, last) => [
    sql`UPDATE batch_hour SET dirty = true FROM batch
    WHERE batch_hour.site = ${site} AND batch_hour.box = ${box} AND batch_hour.hour >= 0 AND batch.site = ${site}
    AND batch.box = ${box} AND batch.n = batch_hour.batch AND batch.last_seq >= ${first} AND batch.first_seq <= ${last}`,
    sql`INSERT INTO dirty_hour (site, series, hour) SELECT DISTINCT chunk.site, chunk.series, chunk.day * 24 + hour
      FROM sealed_day JOIN chunk ON chunk.site = sealed_day.site AND chunk.day = sealed_day.day
      CROSS JOIN generate_series(0, 23) AS hour
      WHERE sealed_day.site = ${site} AND sealed_day.box = ${box} AND chunk.site = ${site}
      AND last_seq >= ${first} AND first_seq <= ${last} AND (chunk.hours >> hour) & 1 = 1 ${ANEW}`,
  ],
  markRolledUp: (site, from, to) => sql`INSERT INTO dirty_hour (site, series, hour)
    SELECT site, series, hour FROM rollup_hour WHERE site = ${site} AND hour >= ${from} AND hour < ${to} ${ANEW}`,
  addBatchHour: ({ site, box }, hour, batch, marked) => sql`INSERT INTO batch_hour (site, hour, box, batch, dirty)
    VALUES (${site}, ${hour}, ${box}, ${batch}, ${marked})`,
  unlessMarked: sql`AND NOT dirty`,
  holdBox: async ({ site, box }) => {
    await plain('SELECT box FROM box_state WHERE site = $1 AND box = $2 FOR UPDATE', [site, box])
  },
  noteBoxChange: async ({ site, box }) => {
    await plain(
      `INSERT INTO box_change (site, box, changed_at) VALUES ($1, $2, now())
       ON CONFLICT (site, box) DO UPDATE SET changed_at = excluded.changed_at`,
      [site, box],
    )
  },
  eraseBytes: async (site, digest) => {
    for (const table of ['attachment_piece', 'upload'])
      await plain(`DELETE FROM ${table} WHERE site = $1 AND digest = $2`, [site, digest])
  },
  firstEntryId: async (site, count) => {
    const { rows } = await plain(
      `INSERT INTO site_head (site, entries) VALUES ($1, $2)
       ON CONFLICT (site) DO UPDATE SET entries = site_head.entries + excluded.entries RETURNING entries`,
      [site, count],
    )
    return (rows[0] as { entries: number }).entries - count + 1
  },
})
