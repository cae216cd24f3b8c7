import { leafEntry } from '@zaojun/core/proof/leaf'
import { leafInput } from '@zaojun/core/proof/merkle'
import { sha256 } from '../../merkle-log/sha256.ts'
import type { BoxKey, KeyEvent } from '../box-keys.ts'
import type { LeafPlace } from '../store.ts'
import type { Connection } from './database.ts'

type KeyRow = { first: number; last: number | null; revoked: BoxKey['revoked']; key: Uint8Array }

/** By the numbers of site and box, in their order. */
export const boxKeysOf = (connection: Connection, site: number, box: number): BoxKey[] =>
  (
    connection
      .prepare('SELECT first, last, revoked, key FROM box_key WHERE site = ? AND box = ? ORDER BY first, last IS NULL')
      .all(site, box) as KeyRow[]
  ).map(({ first, last, revoked, key }) => ({ key: new Uint8Array(key), from: first, to: last, revoked }))

const PLACE = 'SELECT box.no, box.site FROM box JOIN site ON site.no = box.site WHERE site.id = ? AND box.id = ?'

/** Keys of boxes, and entries of the log that are no batches. */
export function keyReads(connection: Connection) {
  const placeOf = (site: string, box: string) =>
    connection.prepare(PLACE).get(site, box) as { no: number; site: number } | undefined
  return {
    boxKeys({ site, box }: { site: string; box: string }): BoxKey[] {
      const place = placeOf(site, box)
      return place === undefined ? [] : boxKeysOf(connection, place.site, place.no)
    },

    keyEvents({ site, box }: { site: string; box: string }): KeyEvent[] {
      const place = placeOf(site, box)
      if (place === undefined) return []
      const rows = connection
        .prepare('SELECT taken_at, statement FROM key_event WHERE site = ? AND box = ? ORDER BY no')
        .all(place.site, place.no) as { taken_at: number; statement: Uint8Array }[]
      return rows.map(({ taken_at, statement }) => {
        const bytes = new Uint8Array(statement)
        const entry = leafEntry({ kind: 'key', box, digest: sha256(bytes) })
        return { bytes, entry, takenAt: taken_at }
      })
    },

    leafOfEntry(entry: Uint8Array): LeafPlace | null {
      const row = connection
        .prepare(
          `SELECT generation, idx AS "index", entry FROM leaf WHERE batch_row IS NULL AND hash = ?
           ORDER BY generation DESC LIMIT 1`,
        )
        .get(Buffer.from(sha256(leafInput(entry)))) as LeafPlace | undefined
      return row ?? null
    },
  }
}
