import type pg from 'pg'
import { HOUR_MS } from '../../ingest/decoded.ts'
import { LONGEST_HOLD_MS } from '../../rollup/hour.ts'
import { OWN_COLUMNS } from '../kept-tables.ts'
import type { StoreSnapshot } from '../table-rows.ts'
import { joinAcrossKinds } from './citus.ts'
import { type ColumnType, copyOut } from './copy-rows.ts'
import { storeFailure } from './failures.ts'

const ROWS_AT_ONCE = 1_000
const TABLES = `SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace
  AND relkind IN ('r', 'p') AND NOT relispartition`
const COLUMNS = `SELECT column_name AS name, udt_name AS type FROM information_schema.columns
  WHERE table_schema = current_schema() AND table_name = $1 ORDER BY column_name COLLATE "C"`
const SCHEMA_THERE = 'SELECT coalesce(max(number), 0) AS schema FROM migration'
/** Of the series of a segment: a list of them, or before that was so the one. */
const LISTED = `CROSS JOIN json_array_elements_text(segment.series::json) AS listed (no)`
const ALONE = 'CROSS JOIN LATERAL (SELECT segment.series AS no) AS listed'
/** Marks that ingest leaves at batches count as marks of their series. */
const marked = (series: string) => `(SELECT site, series, hour FROM dirty_hour
  UNION SELECT segment.site, listed.no::int, segment.hour + later FROM batch_hour
    JOIN segment ON segment.site = batch_hour.site AND segment.hour = batch_hour.hour AND segment.box = batch_hour.box
      AND segment.batch = batch_hour.batch
    ${series}
    CROSS JOIN generate_series(0, 1) AS later
    WHERE dirty AND batch_hour.hour >= 0
      AND (later = 0 OR segment.t1 + ${LONGEST_HOLD_MS} > (segment.hour + 1)::bigint * ${HOUR_MS})) AS dirty_hour`

/** Columns of a table and their types, by name. */
export async function columnsOf(client: pg.ClientBase, table: string): Promise<{ name: string; type: ColumnType }[]> {
  const { rows } = await client.query(COLUMNS, [table])
  return (rows as { name: string; type: ColumnType }[]).filter(({ name }) => !OWN_COLUMNS[table]?.includes(name))
}

/** The database as it is now, seen in one transaction that `close` ends. */
export async function postgresSnapshot(client: pg.ClientBase, end: () => Promise<void>): Promise<StoreSnapshot> {
  // Nothing bounds how long a backup may take; the order in which rows lie is kept.
  await client.query(`SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;
    SET synchronize_seqscans = off; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`)
  await joinAcrossKinds(client)
  const asked = async (text: string): Promise<unknown[]> => {
    try {
      return (await client.query(text)).rows
    } catch (error) {
      throw storeFailure(error)
    }
  }
  const known = new Map<string, Awaited<ReturnType<typeof columnsOf>>>()
  const columns = async (table: string) => {
    const found = known.get(table) ?? (await columnsOf(client, table))
    known.set(table, found)
    return found
  }
  const tables = (await client.query(TABLES)).rows as { name: string }[]
  const { schema } = (await client.query(SCHEMA_THERE)).rows[0] as { schema: number }
  const source = async (table: string): Promise<string> => {
    if (table !== 'dirty_hour') return table
    const isList = (await columns('segment')).some(({ name, type }) => name === 'series' && type === 'text')
    return marked(isList ? LISTED : ALONE)
  }
  return {
    engine: 'postgres',
    schema,
    waiting: `EXISTS (SELECT 1 FROM leaf_waiting WHERE leaf_waiting.site = batch.site AND leaf_waiting.box = batch.box
      AND leaf_waiting.n = batch.n)`,
    tables: async () => tables.map(({ name }) => name),
    columns: async (table) => (await columns(table)).map(({ name }) => name),
    async *rows(table, { where, join = '' } = {}) {
      const each = await columns(table)
      const list = each.map(({ name }) => `${table}."${name}"`).join(', ')
      const from = `${await source(table)} ${join} ${where === undefined ? '' : `WHERE ${where}`}`
      try {
        yield* copyOut(
          client,
          `SELECT ${list} FROM ${from}`,
          each.map(({ type }) => type),
        )
      } catch (error) {
        throw storeFailure(error)
      }
    },
    all: async <Found>(text: string) => (await asked(text)) as Found[],
    async *each<Found>(text: string) {
      await asked(`DECLARE each_row NO SCROLL CURSOR FOR ${text}`)
      try {
        for (;;) {
          const rows = await asked(`FETCH ${ROWS_AT_ONCE} FROM each_row`)
          yield* rows as Found[]
          if (rows.length < ROWS_AT_ONCE) return
        }
      } finally {
        await asked('CLOSE each_row')
      }
    },
    close: end,
  }
}
