import { fail } from '../errors.ts'
import type { Row } from '../store/table-rows.ts'
import type { Manifest, PartRecord, Section } from './manifest.ts'
import type { PartPool } from './pool.ts'
import { decodeRows } from './rows-cbor.ts'

export const sectionsOf = ({ sections }: Manifest, table: string, what: Section['what'] = 'rows'): Section[] =>
  sections.filter((section) => section.table === table && section.what === what)

/** Rows of one part. Throws `BACKUP_…` naming file, table and rows. */
export function partRows(pool: PartPool, { table, columns }: Section, part: PartRecord, from: number): Row[] {
  const place = `table ${table}, rows ${from + 1}–${from + part.rows}`
  const plain = pool.get(part, place)
  try {
    const rows = decodeRows(plain, columns.length)
    if (rows.length === part.rows) return rows
  } catch {
    // Told below: whatever it is, it is not what was written.
  }
  throw fail('BACKUP_DAMAGED', { name: `${part.name} (${place})` })
}

/** Rows of a table that a backup itself brings, part by part. */
export function* sectionRows(
  pool: PartPool,
  manifest: Manifest,
  table: string,
  what: Section['what'] = 'rows',
): Generator<Row> {
  for (const section of sectionsOf(manifest, table, what)) {
    let from = 0
    for (const part of section.parts) {
      yield* partRows(pool, section, part, from)
      from += part.rows
    }
  }
}
