import { createHash } from 'node:crypto'
import { type LogLeaf, leafEntry } from '@zaojun/core/proof/leaf'
import { leafInput } from '@zaojun/core/proof/merkle'
import { TILE_WIDTH } from '@zaojun/core/proof/tiles'
import type { Sequenced } from '../store.ts'
import type { Connection } from './database.ts'
import { sealReads } from './read-pages.ts'

type BatchRow = { row: number; site: number; box: number; id: string; n: number; digest: string }
type Waiting = { id: number; entry: Uint8Array }
type LeafRow = { entry: Uint8Array; hash: Uint8Array }

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** Gives batches their places in the log: one after another in the order they were committed. */
export function leafWrites(connection: Connection) {
  const insert = () => connection.prepare('INSERT INTO leaf VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const sizeOf = (generation: number): number => {
    const row = connection.prepare('SELECT coalesce(max(idx) + 1, 0) AS size FROM leaf WHERE generation = ?')
    return (row.get(generation) as { size: number }).size
  }

  return {
    /** Appends up to `limit` batches and what else waits; the first entry of a generation is `opening`. */
    sequence({ generation, opening, limit }: { generation: number; opening: LogLeaf; limit: number }): Sequenced {
      const from = sizeOf(generation)
      let size = from
      const append = (leaf: LogLeaf, batch?: BatchRow) => place(leafEntry(leaf), batch)
      const place = (entry: Uint8Array, batch?: BatchRow) => {
        const { row = null, site = null, box = null, n = null } = batch ?? {}
        insert().run(generation, size, entry, sha256(leafInput(entry)), row, site, box, n)
        size++
      }
      if (size === 0) append(opening)
      const after = (connection.prepare('SELECT max(batch_row) AS row FROM leaf').get() as { row: number | null }).row
      const batches = connection
        .prepare(
          `SELECT batch.rowid AS row, batch.site, batch.box, box.id, n, digest
           FROM batch JOIN box ON box.no = batch.box WHERE batch.rowid > ? ORDER BY batch.rowid LIMIT ?`,
        )
        .all(after ?? 0, limit) as BatchRow[]
      sealReads(connection)
      const waiting = connection.prepare('SELECT id, entry FROM log_entry ORDER BY id LIMIT ?').all(limit) as Waiting[]
      for (const { entry } of waiting) place(entry)
      connection.prepare('DELETE FROM log_entry WHERE id <= ?').run(waiting.at(-1)?.id ?? 0)
      for (const batch of batches) {
        const { id, n, digest } = batch
        append({ kind: 'batch', box: id, n, digest: new Uint8Array(Buffer.from(digest, 'hex')) }, batch)
      }
      return {
        from,
        size,
        ...leavesFrom(connection, generation, from),
        more: batches.length === limit || waiting.length === limit,
      }
    },
  }
}

/** The leaves from the start of the tile in which `from` stands. */
export function leavesFrom(connection: Connection, generation: number, from: number) {
  const first = Math.floor(from / TILE_WIDTH) * TILE_WIDTH
  const rows = connection
    .prepare('SELECT entry, hash FROM leaf WHERE generation = ? AND idx >= ? ORDER BY idx')
    .all(generation, first) as LeafRow[]
  return { first, entries: rows.map(({ entry }) => entry), hashes: rows.map(({ hash }) => hash) }
}
