import type pg from 'pg'
import { fail } from '../../errors.ts'
import { TABLE_KINDS } from './table-kinds.ts'

/** Where these stand, all others of their kind do: what belongs to a site on its machine, what belongs to none on one. */
const MOLDS = { site: 'site_head', single: 'lease' } as const
/** Read and written by whoever migrates, at the coordinator. */
const STAYS = 'migration'

const SPREAD = {
  copied: 'SELECT create_reference_table($1::regclass)',
  single: 'SELECT create_distributed_table($1::regclass, NULL, colocate_with => $2)',
  site: `SELECT create_distributed_table($1::regclass, 'site', colocate_with => $2)`,
}

/** A connection is told to wait for the disk; what the coordinator says to the others does not say so. */
const HASTY = `SELECT nodename || ':' || nodeport AS name FROM run_command_on_workers('SHOW synchronous_commit') WHERE result = 'off'`

/** Whether the database has the extension. */
const isSpread = async (client: pg.ClientBase): Promise<boolean> =>
  (await client.query(`SELECT FROM pg_extension WHERE extname = 'citus'`)).rows.length > 0

/** Where the database is a Citus coordinator's, what is copied to every machine and what is split may change in this transaction. */
export async function changeAllKinds(client: pg.ClientBase): Promise<void> {
  if (await isSpread(client)) await client.query(`SET LOCAL citus.multi_shard_modify_mode TO 'sequential'`)
}

/**
 * Spreads what is not spread yet over the machines of Citus: each table by its kind, together with the rows in it. Elsewhere
 * it does nothing. In the transaction of whoever migrates, after `changeAllKinds`. Throws `STORE_NOT_DURABLE`.
 */
export async function spread(client: pg.ClientBase): Promise<void> {
  if (!(await isSpread(client))) return
  const hasty = (await client.query(HASTY)).rows as { name: string }[]
  if (hasty.length > 0) throw fail('STORE_NOT_DURABLE', { name: hasty.map(({ name }) => name).join(', ') })
  const { rows } = await client.query('SELECT logicalrelid::text AS name FROM pg_dist_partition')
  const done = new Set((rows as { name: string }[]).map(({ name }) => name))
  const tables = Object.entries(TABLE_KINDS).filter(([table]) => table !== STAYS && !done.has(table))
  const isMold = (table: string) => Object.values<string>(MOLDS).includes(table)
  const moldsFirst = tables.toSorted(([a], [b]) => Number(isMold(b)) - Number(isMold(a)))
  for (const [table, kind] of moldsFirst) {
    const held = await client.query(`SELECT FROM ${table} LIMIT 1`)
    const beside = kind === 'copied' ? [] : [isMold(table) ? 'none' : MOLDS[kind]]
    await client.query(SPREAD[kind], [table, ...beside])
    // Rows were copied to where they belong, and stand here still.
    if (held.rows.length > 0)
      await client.query('SELECT truncate_local_data_after_distributing_table($1::regclass)', [table])
  }
}

/** For the rest of the transaction, tables of different kinds may be joined. What it costs, a backup can wait for. */
export async function joinAcrossKinds(client: pg.ClientBase): Promise<void> {
  if (await isSpread(client)) await client.query('SET LOCAL citus.enable_repartition_joins TO on')
}
