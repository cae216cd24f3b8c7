import { fail } from '../errors.ts'
import type { Manifest } from './manifest.ts'
import type { PartPool } from './pool.ts'
import { Counter, type Progress } from './progress.ts'
import { RowDigest } from './row-digest.ts'
import { encodeRow } from './rows-cbor.ts'
import { partRows, sectionRows } from './section-rows.ts'
import { FILES } from './take.ts'

/** Reads every file that a chain of backups needs and everything in it. Throws `BACKUP_…` naming the first that is wrong, and its place. */
export function checkBackups(pool: PartPool, chain: Manifest[], progress: Progress): void {
  const newest = chain.at(-1)
  const counter = new Counter(progress, 'checking', 'rows', rowsOf(chain) + (newest?.attachments.count ?? 0))
  for (const manifest of chain) {
    let bytes = 0
    for (const section of manifest.sections) {
      const digest = new RowDigest()
      for (const part of section.parts) {
        for (const row of partRows(pool, section, part, digest.rows)) digest.add(encodeRow(row))
        bytes += part.bytes
        counter.tell(section.table, digest.rows, bytes)
      }
      if (digest.rows !== section.rows || digest.hex() !== section.digest)
        throw fail('BACKUP_DAMAGED', { name: `${manifest.id}: table ${section.table}: other rows than it says` })
      counter.end(section.rows)
    }
  }
  if (newest === undefined) return
  let count = 0
  let bytes = 0
  for (const row of sectionRows(pool, newest, FILES.table)) {
    bytes += pool.get(fileRecord(row), `attachment ${row[0]}`).length
    counter.tell(FILES.table, ++count, bytes)
  }
}

/** Rows that backups bring, all together. */
export const rowsOf = (backups: Manifest[]): number =>
  backups.flatMap(({ sections }) => sections).reduce((sum, { rows }) => sum + rows, 0)

/** Where the bytes of a photo are kept, from its row. */
export const fileRecord = ([, , name, bytes, sha256]: unknown[]) => ({
  name: String(name),
  bytes: Number(bytes),
  sha256: String(sha256),
})
