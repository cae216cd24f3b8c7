import type { Checkpoint } from '@zaojun/core/proof/index'
import type { CloudKeys } from '../keys.ts'
import type { Store } from '../store/store.ts'
import { originOf, readCheckpoint, signCheckpoint } from './checkpoints.ts'
import type { TileFolder } from './tile-folder.ts'
import { rootOf, TileTree } from './tile-tree.ts'
import type { WitnessClient } from './witnesses.ts'

/** What is here of a generation of the log when a process begins. */
export type Here = {
  store: Store
  keys: CloudKeys
  witnesses: WitnessClient[]
  generation: number
  tiles: TileFolder
  /** The checkpoint that was published last. */
  note: string | undefined
}
/** A checkpoint of a history that does not stand here, and how that came about: Chinese / English. */
export type Lost = { checkpoint: string; reason: string }

const bytesOf = (note: string): Uint8Array => new TextEncoder().encode(note)

/**
 * A store restored from a backup has lost what came after it, whether or not anything here shows that. Resolves the longest
 * checkpoint that is known: published here, with the backup, or seen by a witness; null where none was restored.
 */
export async function lostByRestore(here: Here): Promise<Lost | null> {
  const { store, keys, generation, note: published } = here
  const restored = await store.restored()
  if (restored === null || Math.max(1, restored.generation) !== generation) return null
  const { hashes } = await store.leavesFrom({ generation, from: 0 })
  const held = { origin: originOf(keys, generation), size: hashes.length, root: rootOf(hashes), extensions: [] }
  let longest = { size: held.size, note: new TextDecoder().decode(await signCheckpoint(keys, held)) }
  for (const note of [...(await seenByWitnesses(here)), restored.checkpoint ?? [], published ?? []].flat()) {
    const size = (await signedHere(here, note))?.size ?? -1
    if (size >= longest.size) longest = { size, note }
  }
  const { id, size } = restored
  const reason = `从备份 ${id}（${size} 条）恢复，其后的没有了 / restored from the backup ${id} of ${size} entries: what came after it was lost`
  return { checkpoint: longest.note, reason }
}

/**
 * What a witness has cosigned must stand here. Where the whole disk is an older one, nothing on it shows that, but the
 * witness remembers.
 */
export async function lostToWitnesses(here: Here): Promise<Lost | null> {
  const { store, generation } = here
  for (const note of await seenByWitnesses(here)) {
    const seen = await signedHere(here, note)
    if (seen === undefined) continue
    const { size, root } = seen
    const { size: held } = await store.leavesFrom({ generation, from: size })
    if (size <= held && Buffer.compare(await rootAt(here, size), root) === 0) continue
    const reason =
      size > held
        ? `见证人见过 ${size} 条，存储只有 ${held} 条，尾部丢失 / a witness has seen ${size} entries, the store holds ${held}: its tail was lost`
        : `存储里的不是见证人见过的那 ${size} 条 / the store holds another history than the ${size} entries a witness has seen`
    return { checkpoint: note, reason }
  }
  return null
}

async function seenByWitnesses({ keys, witnesses, generation }: Here): Promise<string[]> {
  const origin = originOf(keys, generation)
  return (await Promise.all(witnesses.map((witness) => witness.lastSeen(origin)))).flatMap((note) => note ?? [])
}

/** From the tiles, which were published at that size; from the store where they are gone. */
async function rootAt({ store, generation, tiles }: Here, size: number): Promise<Uint8Array> {
  try {
    return new TileTree(size, (tile) => tiles.read(tile)).root()
  } catch {
    const { hashes } = await store.leavesFrom({ generation, from: 0 })
    return rootOf(hashes.slice(0, size))
  }
}

/** A witness could make a checkpoint up, or bring that of another generation: undefined unless this one's log signed it. */
async function signedHere({ keys, generation }: Here, note: string): Promise<Checkpoint | undefined> {
  const checkpoint = await readCheckpoint(keys, bytesOf(note)).catch(() => undefined)
  return checkpoint?.origin === originOf(keys, generation) ? checkpoint : undefined
}
