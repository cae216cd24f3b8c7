import { createHash, randomBytes } from 'node:crypto'
import type { Read, ReadsPage } from '@zaojun/core/proof/index'
import { leafEntry } from '@zaojun/core/proof/leaf'
import { sql } from 'kysely'
import type { Queries } from '../queries.ts'
import { addLogEntry } from './keys.ts'

/** Reads on one page at most; the next step takes the rest. */
const MOST_READS = 2_000
const SALT_BYTES = 16

/** Seals the reads that wait, a page a site: one entry of the log however many there were. */
export async function sealReads(queries: Queries): Promise<void> {
  const { all, first, run } = queries
  const waiting = await all(
    sql<{ no: number; id: string }>`SELECT DISTINCT site.no, site.id FROM data_read
      JOIN site ON site.no = data_read.site WHERE page IS NULL`,
  )
  for (const { no, id } of waiting) {
    const rows = await all(
      sql<Read & { id: number }>`SELECT id, at, party, by, grant_id AS "grant", purpose, kind, what FROM data_read
        WHERE site = ${no} AND page IS NULL ORDER BY id LIMIT ${MOST_READS}`,
    )
    const last = await first(
      sql<{ page: number }>`SELECT coalesce(max(page), 0) AS page FROM read_page WHERE site = ${no}`,
    )
    const page = (last?.page ?? 0) + 1
    const salt = randomBytes(SALT_BYTES).toString('hex')
    const reads = rows.map(({ id: _, ...read }): Read => read)
    const sealed: ReadsPage = { v: 1, site: id, page, salt, reads }
    const body = Buffer.from(JSON.stringify(sealed))
    await run(sql`INSERT INTO read_page (site, page, body) VALUES (${no}, ${page}, ${body})`)
    // These very rows: others with lower ids may be there by now.
    await run(
      sql`UPDATE data_read SET page = ${page} WHERE site = ${no} AND id IN (${sql.join(rows.map((row) => row.id))})`,
    )
    const digest = new Uint8Array(createHash('sha256').update(body).digest())
    await addLogEntry(queries, leafEntry({ kind: 'reads', site: id, page, digest }))
  }
}
