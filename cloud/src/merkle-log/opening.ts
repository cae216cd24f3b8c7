import { parseCheckpoint, parseLeaf, parseNote, TILE_WIDTH, tilePath } from '@zaojun/core/proof/index'
import type { MerkleLog } from './merkle-log.ts'

/** Why a log goes on under another name, and the checkpoint of the one before that it commits to. */
export type Restart = { before: string; size: number; reason: string }

/** The first entry of a generation, out of its files; undefined where it has none. */
export async function openingOf(merkleLog: MerkleLog, generation: number): Promise<Uint8Array | undefined> {
  const standing = merkleLog.standing(generation)
  if (standing === undefined) return undefined
  const width = Math.min(TILE_WIDTH, standing.tree.size)
  const bundle =
    (await merkleLog.file(`${generation}/${tilePath('entries', 0, width)}`)) ??
    (await merkleLog.file(`${generation}/${tilePath('entries', 0)}`))
  if (bundle === undefined || bundle.length < 2) return undefined
  const length = new DataView(bundle.buffer, bundle.byteOffset).getUint16(0)
  return bundle.slice(2, 2 + length)
}

/** Null where the log is in its first generation. */
export async function restartOf(merkleLog: MerkleLog): Promise<Restart | null> {
  const { generation = 1 } = merkleLog.standing() ?? {}
  const opening = generation === 1 ? undefined : await openingOf(merkleLog, generation)
  const first = opening && parseLeaf(opening)
  if (first?.kind !== 'origin') return null
  const { origin, size } = parseCheckpoint(parseNote(new TextEncoder().encode(first.checkpoint)).text)
  return { before: origin, size, reason: first.reason }
}
