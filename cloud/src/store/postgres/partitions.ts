import { HOUR_MS } from '../../ingest/decoded.ts'
import type { Sessions } from './sessions.ts'

/** Months made ready beside the present one. */
const MONTHS_BEFORE = 1
const MONTHS_AHEAD = 2

export type Month = { table: string; from: number; to: number }

/** A UTC month as hours since 1970; `offset` months from that of `now`. */
export function monthAt(now: number, offset: number): Month {
  const date = new Date(now)
  const start = (months: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset + months, 1)
  const name = new Date(start(0)).toISOString().slice(0, 7).replace('-', '_')
  return { table: `segment_${name}`, from: start(0) / HOUR_MS, to: start(1) / HOUR_MS }
}

/**
 * Makes the months' partitions of `segment` ahead of time. What came before its month had one stands in the default
 * partition and moves. Attaching, unlike creating in place, lets ingest go on.
 */
export async function makePartitions(sessions: Sessions, now: number): Promise<void> {
  for (let offset = -MONTHS_BEFORE; offset <= MONTHS_AHEAD; offset++)
    await makePartition(sessions, monthAt(now, offset))
}

function makePartition(sessions: Sessions, { table, from, to }: Month): Promise<void> {
  return sessions.write(async ({ client }) => {
    await client.query(`SELECT FROM lease WHERE name = 'partitions' FOR UPDATE`)
    const { rows } = await client.query('SELECT to_regclass($1) IS NOT NULL AS there', [table])
    if ((rows[0] as { there: boolean }).there) return
    // Nothing may come into the default partition between the move and the attachment.
    await client.query('LOCK TABLE segment_other IN SHARE ROW EXCLUSIVE MODE')
    await client.query(`CREATE TABLE ${table} (LIKE segment INCLUDING ALL)`)
    await client.query(
      `WITH moved AS (DELETE FROM segment_other WHERE hour >= ${from} AND hour < ${to} RETURNING *)
       INSERT INTO ${table} SELECT * FROM moved`,
    )
    await client.query(`ALTER TABLE segment ATTACH PARTITION ${table} FOR VALUES FROM (${from}) TO (${to})`)
  })
}
