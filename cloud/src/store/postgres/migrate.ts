import type pg from 'pg'
import { fail } from '../../errors.ts'
import { changeAllKinds, spread } from './citus.ts'
import { first } from './migrations/001-first.ts'
import { corrections } from './migrations/002-corrections.ts'
import { chunks } from './migrations/003-chunks.ts'
import { service } from './migrations/004-service.ts'
import { rightsLog } from './migrations/005-rights-log.ts'
import { retention } from './migrations/006-retention.ts'
import { sharing } from './migrations/007-sharing.ts'
import { erasureLog } from './migrations/008-erasure-log.ts'
import { blocks } from './migrations/009-blocks.ts'
import type { Sessions } from './sessions.ts'

/** Forward only; a migration never changes once released. */
const MIGRATIONS: (string | ((client: pg.ClientBase) => Promise<void>))[] = [
  first,
  corrections,
  chunks,
  service,
  rightsLog,
  retention,
  sharing,
  erasureLog,
  blocks,
]
/** Of the one advisory lock there is: two that start at once migrate one after the other. */
const LOCK = 7_237_145_021

/** Version of the tables that this software writes. */
export const SCHEMA = MIGRATIONS.length

/** Brings the database to the newest schema, or as far as `upTo`: all or nothing. Throws `STORE_NEWER`. */
export function migrate(sessions: Sessions, upTo: number = SCHEMA): Promise<void> {
  return sessions.write(async ({ client }) => {
    await client.query('SET LOCAL statement_timeout = 0')
    await client.query('SET LOCAL lock_timeout = 0')
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
    await changeAllKinds(client)
    await client.query(
      'CREATE TABLE IF NOT EXISTS migration (number integer PRIMARY KEY, done_at timestamptz NOT NULL)',
    )
    const { rows } = await client.query('SELECT coalesce(max(number), 0) AS done FROM migration')
    const { done } = rows[0] as { done: number }
    if (done > upTo) throw fail('STORE_NEWER', { name: String(done) })
    for (const [index, migration] of MIGRATIONS.slice(0, upTo).entries()) {
      if (index < done) continue
      if (typeof migration === 'string') await client.query(migration)
      else await migration(client)
      await client.query('INSERT INTO migration VALUES ($1, now())', [index + 1])
    }
    if (upTo === SCHEMA) await spread(client)
  })
}
