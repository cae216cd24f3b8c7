import type { LeafPlace } from '../store.ts'
import type { Connection } from './database.ts'
import { leavesFrom } from './leaf-writes.ts'

/** What the log holds. */
export function leafReads(connection: Connection) {
  return {
    leavesFrom({ generation, from }: { generation: number; from: number }) {
      const found = leavesFrom(connection, generation, from)
      return { ...found, size: found.first + found.hashes.length }
    },

    batchOf({ site, box, seq }: { site: string; box: string; seq: number }): number | null {
      const row = connection
        .prepare(
          `SELECT n, last_seq FROM batch JOIN box ON box.no = batch.box JOIN site ON site.no = batch.site
           WHERE site.id = ? AND box.id = ? AND first_seq <= ? ORDER BY first_seq DESC LIMIT 1`,
        )
        .get(site, box, seq) as { n: number; last_seq: number } | undefined
      return row === undefined || row.last_seq < seq ? null : row.n
    },

    leafOf({ box, n }: { box: string; n: number }): LeafPlace | null {
      const row = connection
        .prepare(
          `SELECT generation, idx AS "index", entry FROM leaf JOIN box ON box.no = leaf.box
           WHERE box.id = ? AND leaf.n = ? ORDER BY generation DESC LIMIT 1`,
        )
        .get(box, n) as LeafPlace | undefined
      return row ?? null
    },
  }
}
