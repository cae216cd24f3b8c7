import { randomBytes } from 'node:crypto'
import type { Read, ReadsPage } from '@zaojun/core/proof/index'
import { leafEntry } from '@zaojun/core/proof/leaf'
import { sha256 } from '../../merkle-log/sha256.ts'
import type { Connection } from './database.ts'
import { addLogEntry } from './key-writes.ts'

/** Reads on one page at most; the next step takes the rest. */
const MOST_READS = 2_000
const SALT_BYTES = 16

/** Seals the reads that wait, a page a site: one entry of the log however many there were. */
export function sealReads(connection: Connection): void {
  const waiting = connection
    .prepare('SELECT DISTINCT site AS no, site.id FROM data_read JOIN site ON site.no = site WHERE page IS NULL')
    .all() as { no: number; id: string }[]
  for (const { no, id } of waiting) {
    const rows = connection
      .prepare(
        `SELECT id, at, party, by, grant_id AS "grant", purpose, kind, what FROM data_read
         WHERE site = ? AND page IS NULL ORDER BY id LIMIT ?`,
      )
      .all(no, MOST_READS) as (Read & { id: number })[]
    const last = connection.prepare('SELECT coalesce(max(page), 0) AS page FROM read_page WHERE site = ?').get(no)
    const page = (last as { page: number }).page + 1
    const salt = randomBytes(SALT_BYTES).toString('hex')
    const reads = rows.map(({ id: _, ...read }): Read => read)
    const sealed: ReadsPage = { v: 1, site: id, page, salt, reads }
    const body = Buffer.from(JSON.stringify(sealed))
    connection.prepare('INSERT INTO read_page VALUES (?, ?, ?)').run(no, page, body)
    connection
      .prepare('UPDATE data_read SET page = ? WHERE site = ? AND page IS NULL AND id <= ?')
      .run(page, no, rows.at(-1)?.id ?? 0)
    addLogEntry(connection, leafEntry({ kind: 'reads', site: id, page, digest: sha256(new Uint8Array(body)) }))
  }
}
