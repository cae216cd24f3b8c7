import { HOUR_MS } from '../../ingest/decoded.ts'
import { DAY_MS } from '../../sealing/chunk.ts'
import type { Sessions } from './sessions.ts'

/** Months made ready beside the present one. */
const MONTHS_BEFORE = 1
const MONTHS_AHEAD = 2

/** Tables with a partition a month, and what their column of time counts. */
export const PARTITIONED = { segment: { column: 'hour', ms: HOUR_MS }, chunk: { column: 'day', ms: DAY_MS } } as const
export type Partitioned = keyof typeof PARTITIONED
export type Month = { of: Partitioned; table: string; from: number; to: number }

/** A UTC month as the table counts it from 1970; `offset` months from that of `now`. */
export function monthAt(of: Partitioned, now: number, offset: number): Month {
  const date = new Date(now)
  const start = (months: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset + months, 1)
  const name = new Date(start(0)).toISOString().slice(0, 7).replace('-', '_')
  const { ms } = PARTITIONED[of]
  return { of, table: `${of}_${name}`, from: start(0) / ms, to: start(1) / ms }
}

/**
 * Makes the months' partitions ahead of time. What came before its month had one stands in the default partition and
 * moves. Attaching, unlike creating in place, lets ingest go on.
 */
export async function makePartitions(sessions: Sessions, now: number): Promise<void> {
  for (const parent of ['segment', 'chunk'] as const)
    for (let offset = -MONTHS_BEFORE; offset <= MONTHS_AHEAD; offset++)
      await makePartition(sessions, monthAt(parent, now, offset))
}

/** Months that ended so long ago get no more but what is very late, for which there is the default partition. */
const SETTLED_MONTHS = 2

/** Drops partitions of months long over that hold nothing any more: all was sealed, or removed by policy. */
export async function dropEmptyPartitions(sessions: Sessions, now: number): Promise<void> {
  for (const parent of ['segment', 'chunk'] as const) {
    const { table: newest } = monthAt(parent, now, -SETTLED_MONTHS)
    const tables = await sessions.read(async ({ client }) => {
      const { rows } = await client.query('SELECT relid::text AS name FROM pg_partition_tree($1) WHERE isleaf', [
        parent,
      ])
      return (rows as { name: string }[]).map(({ name }) => name)
    })
    for (const table of tables.filter((name) => /_\d{4}_\d{2}$/.test(name) && name < newest))
      await sessions.write(async ({ client }) => {
        await client.query(`LOCK TABLE ${parent} IN ACCESS EXCLUSIVE MODE`)
        const { rows } = await client.query(`SELECT 1 FROM ${table} LIMIT 1`)
        if (rows.length === 0) await client.query(`DROP TABLE ${table}`)
      })
  }
}

/** One month's, where it is not there. */
export function makePartition(sessions: Sessions, { of, table, from, to }: Month): Promise<void> {
  const { column } = PARTITIONED[of]
  return sessions.write(async ({ client }) => {
    await client.query(`SELECT FROM lease WHERE name = 'partitions' FOR UPDATE`)
    const { rows } = await client.query('SELECT to_regclass($1) IS NOT NULL AS there', [table])
    if ((rows[0] as { there: boolean }).there) return
    // Nothing may come into the default partition between the move and the attachment.
    await client.query(`LOCK TABLE ${of}_other IN SHARE ROW EXCLUSIVE MODE`)
    await client.query(`CREATE TABLE ${table} (LIKE ${of} INCLUDING ALL)`)
    await client.query(
      `WITH moved AS (DELETE FROM ${of}_other WHERE ${column} >= ${from} AND ${column} < ${to} RETURNING *)
       INSERT INTO ${table} SELECT * FROM moved`,
    )
    await client.query(`ALTER TABLE ${of} ATTACH PARTITION ${table} FOR VALUES FROM (${from}) TO (${to})`)
  })
}
