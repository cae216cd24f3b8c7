import { createHash, randomBytes } from 'node:crypto'
import type { RightsStatement } from '@zaojun/core/proof/index'
import { leafEntry } from '@zaojun/core/proof/leaf'
import { sql } from 'kysely'
import { knownSiteNo, type Queries, siteNo } from '../queries.ts'
import type { Said } from '../rights.ts'
import { addLogEntry } from './keys.ts'

const SALT_BYTES = 16

/** Writes down a change of rights in the transaction that makes it, and has the log commit to it. */
export async function stateRights(
  queries: Queries,
  site: string,
  { at, by, party }: Said,
  change: RightsStatement['change'],
): Promise<void> {
  const { first, run } = queries
  const row = await knownSiteNo(queries, site)
  const salt = randomBytes(SALT_BYTES).toString('hex')
  // Another aggregator may take the number at the same moment: then the next one.
  for (let taken = false; !taken; ) {
    const last = await first(
      sql<{ no: number }>`SELECT coalesce(max(no), 0) AS no FROM rights_statement WHERE site = ${row}`,
    )
    const no = (last?.no ?? 0) + 1
    const statement: RightsStatement = { v: 1, site, no, salt, at, party, by, change }
    const body = Buffer.from(JSON.stringify(statement))
    taken =
      (await run(
        sql`INSERT INTO rights_statement (site, no, body) VALUES (${row}, ${no}, ${body}) ON CONFLICT DO NOTHING`,
      )) === 1
    if (!taken) continue
    const digest = new Uint8Array(createHash('sha256').update(body).digest())
    await addLogEntry(queries, leafEntry({ kind: 'rights', site, no, digest }))
  }
}

export function rightsStatementReads(queries: Queries) {
  return {
    /** The exact bytes of each, newest first. */
    async rightsStatements({ site, before, limit }: { site: string; before: number | null; limit: number }) {
      const older = before === null ? sql`` : sql`AND no < ${before}`
      const rows = await queries.all(
        sql<{ no: number; body: Uint8Array }>`SELECT no, body FROM rights_statement
          WHERE site = ${await siteNo(queries, site)} ${older} ORDER BY no DESC LIMIT ${limit}`,
      )
      return rows.map(({ no, body }) => ({ no, body: new Uint8Array(body) }))
    },
  }
}
