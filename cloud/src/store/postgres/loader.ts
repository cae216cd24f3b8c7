import type pg from 'pg'
import { fail } from '../../errors.ts'
import { meansUse } from '../kept-tables.ts'
import {
  type Filling,
  fillingOf,
  MAKE_RESTORE_TABLE,
  READY_STEP,
  RESTORE_TABLE,
  type Row,
  refuseOtherBegun,
  type StoreLoader,
  type StoreSnapshot,
} from '../table-rows.ts'
import { type ColumnType, copyIn } from './copy-rows.ts'
import { storeFailure } from './failures.ts'
import { parseHosts } from './hosts.ts'
import { migrate, SCHEMA } from './migrate.ts'
import { makePartition, monthAt, PARTITIONED, type Partitioned } from './partitions.ts'
import { Primary } from './primary.ts'
import { seenInMemory } from './seen.ts'
import type { Session } from './session.ts'
import { Sessions } from './sessions.ts'
import { columnsOf, postgresSnapshot } from './snapshot.ts'

const CONNECTIONS = 2
const START_MS = 10_000
/** What the engine keeps beside what a row says. */
const OWN_VALUES: Record<string, Record<string, { type: ColumnType; value: number }>> = {
  batch_hour: { dirty: { type: 'bool', value: 0 } },
}
/** Tables whose numbers come from a sequence. */
const NUMBERED = [
  ['site', 'no'],
  ['box', 'no'],
  ['log_entry', 'id'],
  ['erasure', 'id'],
  ['data_read', 'id'],
] as const

/** What has no place in the log. A join is what Citus can do over a table that is split by site and one that is not. */
const WAITING_AGAIN = `INSERT INTO leaf_waiting (site, box, n, digest, received_at)
  SELECT batch.site, batch.box, batch.n, batch.digest, batch.received_at
  FROM batch LEFT JOIN (SELECT box, n FROM leaf OFFSET 0) AS placed ON placed.box = batch.box AND placed.n = batch.n
  WHERE placed.n IS NULL ON CONFLICT DO NOTHING`
const HEADS_AGAIN = `INSERT INTO site_head (site, series, entries)
  SELECT site.no, coalesce(numbered.last, 0), coalesce(written.last, 0)
  FROM site LEFT JOIN (SELECT site, max(no) AS last FROM series GROUP BY site) AS numbered ON numbered.site = site.no
    LEFT JOIN (SELECT site, max(id) AS last FROM entry GROUP BY site) AS written ON written.site = site.no
  ON CONFLICT DO NOTHING`

type Opened = { primary: Primary; sessions: Sessions }

/** Finds the server that takes writes. Throws `STORE_…`. */
export async function openPrimary(url: string): Promise<Opened> {
  const hosts = parseHosts(url)
  const onFailure = () => {}
  const primary = new Primary({
    hosts,
    connections: CONNECTIONS,
    statementMs: 0,
    seen: seenInMemory(),
    random: Math.random,
    onFailure,
  })
  try {
    await primary.start(START_MS)
  } catch (error) {
    await primary.stop()
    throw error
  }
  return { primary, sessions: new Sessions(primary) }
}

const restoring = async ({ client }: Session): Promise<boolean> => {
  const { rows } = await client.query(`SELECT to_regclass('${RESTORE_TABLE}') IS NOT NULL AS there`)
  return (rows[0] as { there: boolean }).there
}

/** Throws `STORE_HALF_RESTORED`. */
export async function refuseHalfRestored(sessions: Sessions): Promise<void> {
  if (await sessions.read(restoring)) throw fail('STORE_HALF_RESTORED')
}

/** Whether a cloud is connected to the database. */
export async function isDatabaseInUse(url: string): Promise<boolean> {
  const { primary, sessions } = await openPrimary(url)
  try {
    const { rows } = await sessions.read(({ client }) =>
      client.query(`SELECT count(*)::int AS others FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()`),
    )
    return (rows[0] as { others: number }).others > 0
  } finally {
    await primary.stop()
  }
}

/** The database as it is now, on a connection of its own. Throws `STORE_…`. */
export async function openPostgresSnapshot(url: string): Promise<StoreSnapshot> {
  const { primary } = await openPrimary(url)
  const client = await kept(primary)
  const end = async () => {
    client.release(true)
    await primary.stop()
  }
  try {
    const there = await client.query(`SELECT to_regclass('setting') IS NOT NULL AS there`)
    if (!(there.rows[0] as { there: boolean }).there) throw fail('STORE_NONE', { name: primary.host ?? '' })
    const { rows } = await client.query('SELECT max(number) AS done FROM migration')
    const { done } = rows[0] as { done: number }
    if (done > SCHEMA) throw fail('STORE_NEWER', { name: String(done) })
    return await postgresSnapshot(client, end)
  } catch (error) {
    await end()
    throw storeFailure(error)
  }
}

/**
 * A connection that is kept for long. When it is cut it says so by itself too, where nobody asks it anything: whoever does
 * is told, and that is enough.
 */
async function kept(primary: Primary): Promise<pg.PoolClient> {
  const client = await primary.connect()
  client.on('error', () => {})
  return client
}

/** Fills a database. */
export function postgresLoader(url: string): StoreLoader {
  let opened: Opened
  const months = new Set<string>()
  const types = new Map<string, Map<string, ColumnType>>()
  const typesOf = async ({ client }: Session, table: string) => {
    const known = types.get(table)
    if (known !== undefined) return known
    const found = new Map((await columnsOf(client, table)).map(({ name, type }) => [name, type]))
    types.set(table, found)
    return found
  }
  const note = ({ client }: Session, step: string) => client.query(`INSERT INTO ${RESTORE_TABLE} VALUES ($1)`, [step])

  /** Partitions of the months in which the rows are. */
  async function makeMonths(of: Partitioned, columns: string[], rows: Row[]): Promise<void> {
    const { column, ms } = PARTITIONED[of]
    const at = columns.indexOf(column)
    for (const time of new Set(rows.map((row) => Number(row[at])))) {
      if (time < 0) continue
      const month = monthAt(of, time * ms, 0)
      if (months.has(month.table)) continue
      months.add(month.table)
      await makePartition(opened.sessions, month)
    }
  }

  async function makeReady(schema: number): Promise<void> {
    await migrate(opened.sessions, schema)
    await opened.sessions.write(async (session) => {
      await session.client.query('DELETE FROM party')
      await note(session, READY_STEP)
    })
  }

  async function filling(): Promise<Filling | undefined> {
    opened ??= await openPrimary(url)
    const { primary, sessions } = opened
    if (await sessions.read(restoring)) {
      const { rows } = await sessions.read(({ client }) => client.query(`SELECT step FROM ${RESTORE_TABLE}`))
      return fillingOf((rows as { step: string }[]).map(({ step }) => step))
    }
    const tables = await sessions.read(async ({ client }) => {
      const list = `SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')`
      return (await client.query(list)).rows as { name: string }[]
    })
    for (const { name: table } of tables) {
      if (!meansUse(table)) continue
      const found = await sessions.read(({ client }) => client.query(`SELECT 1 FROM ${table} LIMIT 1`))
      if (found.rows.length > 0) throw fail('BACKUP_TARGET_NOT_EMPTY', { name: primary.host ?? '' })
    }
    return undefined
  }

  return {
    engine: 'postgres',
    filling,
    async begin(backup, schema) {
      const under = await filling()
      refuseOtherBegun(under, backup)
      if (under === undefined)
        await opened.sessions.write(async (session) => {
          await session.client.query(MAKE_RESTORE_TABLE)
          await note(session, backup)
        })
      if (under?.steps.has(READY_STEP) !== true) await makeReady(schema)
      return under?.steps ?? new Set([backup])
    },
    async load(step, table, columns, rows, again) {
      if (table === 'segment' || table === 'chunk') await makeMonths(table, columns, rows)
      return opened.sessions.write(async (session) => {
        const known = await typesOf(session, table)
        const own = Object.entries(OWN_VALUES[table] ?? {})
        const names = [...columns, ...own.map(([name]) => name)].map((name) => `"${name}"`).join(', ')
        const kinds = [...columns.map((name) => known.get(name) ?? 'text'), ...own.map(([, { type }]) => type)]
        const filled = own.length === 0 ? rows : rows.map((row) => [...row, ...own.map(([, { value }]) => value)])
        await note(session, step)
        if (!again) {
          await copyIn(session.client, `${table} (${names})`, kinds, filled)
          return rows.length
        }
        await session.client.query(
          `CREATE TEMPORARY TABLE fresh_row ON COMMIT DROP AS SELECT ${names} FROM ${table} LIMIT 0`,
        )
        await copyIn(session.client, `fresh_row (${names})`, kinds, filled)
        const add = `INSERT INTO ${table} (${names}) SELECT ${names} FROM fresh_row ON CONFLICT DO NOTHING`
        return (await session.client.query(add)).rowCount ?? 0
      })
    },
    async done(step) {
      await opened.sessions.write((session) => note(session, step))
    },
    async snapshot() {
      const client = await kept(opened.primary)
      return postgresSnapshot(client, async () => client.release(true))
    },
    async upgrade() {
      await migrate(opened.sessions)
      // Columns may be others now, and partitions gone.
      types.clear()
      months.clear()
    },
    async finish(settings) {
      await opened.sessions.write(async ({ client }) => {
        await client.query(WAITING_AGAIN)
        await client.query(HEADS_AGAIN)
        for (const [table, column] of NUMBERED) {
          const { rows } = await client.query(`SELECT max(${column}) AS last FROM ${table}`)
          await client.query('SELECT setval(pg_get_serial_sequence($1, $2), $3)', [table, column, rows[0]?.last])
        }
        for (const [key, value] of Object.entries(settings))
          await client.query(
            `INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
            [key, value],
          )
      })
    },
    async open() {
      await opened.sessions.write(({ client }) => client.query(`DROP TABLE ${RESTORE_TABLE}`))
    },
    async close() {
      await opened?.primary.stop()
    },
  }
}
