import pg, { type ClientBase } from 'pg'
import { fail } from '../../errors.ts'
import { isRefusal, storeFailure, unreachable } from './failures.ts'
import type { Host } from './hosts.ts'
import type { History } from './seen.ts'
import { types } from './types.ts'

const OLDEST_VERSION = 150_000
/** The timeline is read off the name of the file that is written now: the control file knows it only after a checkpoint. */
const STANDING = `SELECT pg_is_in_recovery() AS recovering, current_setting('server_version_num')::int AS version,
  (SELECT system_identifier::text FROM pg_control_system()) AS system,
  CASE WHEN NOT pg_is_in_recovery() THEN substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) END AS timeline`
/** A server set to acknowledge before its log is on disk would let acknowledged batches be lost. */
const DURABLE = `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`
const HEX = 16

type Asked = { recovering: boolean; version: number; system: string; timeline: string | null }
const historyOf = ({ system, timeline }: Asked): History | null =>
  timeline === null ? null : { system, timeline: Number.parseInt(timeline, HEX) }

/** The history that a server goes on with; null where it is in recovery. Rejects where it cannot be reached or refuses. */
export async function standingOf({ config, name, at }: Host, withinMs: number): Promise<History | null> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: withinMs, query_timeout: withinMs, types })
  client.on('error', () => {})
  try {
    await client.connect()
    const asked = (await client.query(STANDING)).rows[0] as Asked
    if (asked.version < OLDEST_VERSION)
      throw fail('STORE_VERSION', { name: `${name}: ${asked.version} < ${OLDEST_VERSION}` })
    return historyOf(asked)
  } catch (error) {
    throw isRefusal(error) ? storeFailure(error, at) : error
  } finally {
    await client.end().catch(() => {})
  }
}

/** Makes a new connection ready. Throws where another server than the one chosen answers at that address by now. */
export async function prepare(client: ClientBase, chosen: History): Promise<void> {
  const { rows } = await client.query(STANDING)
  const history = historyOf(rows[0] as Asked)
  if (history?.system !== chosen.system || history.timeline !== chosen.timeline) throw unreachable()
  await client.query(DURABLE)
}
