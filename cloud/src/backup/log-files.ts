import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseCheckpoint, parseNote, TILE_WIDTH } from '@zaojun/core/proof/index'
import { growTiles } from '../merkle-log/grow.ts'
import { TileFolder } from '../merkle-log/tile-folder.ts'
import type { StoreSnapshot } from '../store/table-rows.ts'

/** Leaves written to files in one go: whole tiles, so that no partial one comes between. */
const LEAVES_AT_ONCE = 64 * TILE_WIDTH

type Published = { generation: number; note: string }
type LeafRow = { entry: Uint8Array; hash: Uint8Array }

/** The newest checkpoint of each generation in the log's folder. */
export function publishedIn(folder: string): Published[] {
  const generations = existsSync(folder) ? readdirSync(folder).map(Number).filter(Number.isInteger) : []
  return generations.flatMap((generation) => {
    const note = new TileFolder(join(folder, String(generation))).checkpoint()
    return note === undefined ? [] : [{ generation, note: new TextDecoder().decode(note) }]
  })
}

/** Writes the files of each generation up to its checkpoint; what is published there already stays. */
export async function writeLogFiles(folder: string, checkpoints: Published[], snapshot: StoreSnapshot): Promise<void> {
  for (const { generation, note } of checkpoints) {
    const files = new TileFolder(join(folder, String(generation)))
    if (files.checkpoint() !== undefined) continue
    const bytes = new TextEncoder().encode(note)
    const { size } = parseCheckpoint(parseNote(bytes).text)
    for (let from = 0; from < size; from += LEAVES_AT_ONCE) {
      const to = Math.min(size, from + LEAVES_AT_ONCE)
      const rows = await snapshot.all<LeafRow>(`SELECT entry, hash FROM leaf
        WHERE generation = ${generation} AND idx >= ${from} AND idx < ${to} ORDER BY idx`)
      const entries = rows.map(({ entry }) => new Uint8Array(entry))
      growTiles(files, from, { first: from, entries, hashes: rows.map(({ hash }) => new Uint8Array(hash)), size: to })
    }
    files.writeCheckpoint(bytes)
  }
}
