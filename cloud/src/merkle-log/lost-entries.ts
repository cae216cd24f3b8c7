import { type LostEntries, parseLeaf } from '@zaojun/core/proof/index'
import type { Store } from '../store/store.ts'
import { entriesIn } from './log-entries.ts'
import type { MerkleLog } from './merkle-log.ts'
import { restartOf } from './opening.ts'

/** Of more than these, one by one looked for, it is not counted how many came again. */
const MOST_COUNTED = 2_000

/** What of the log before is not in this copy, and what boxes have sent again of it; null where nothing is. */
export async function lostEntries(
  { store, merkleLog }: { store: Pick<Store, 'leavesFrom' | 'leafOf'>; merkleLog: MerkleLog },
  generation: number,
): Promise<LostEntries | null> {
  const restart = await restartOf(merkleLog, generation)
  if (restart === null) return null
  const { size } = restart
  const { size: held } = await store.leavesFrom({ generation: generation - 1, from: size })
  if (held >= size) return null
  const span = { from: held, to: size - 1 }
  const read = (path: string) => merkleLog.file(`${generation - 1}/${path}`)
  const published = merkleLog.standing(generation - 1)?.tree.size ?? 0
  const entries =
    size - held > MOST_COUNTED || published < size
      ? undefined
      : await entriesIn(read, { from: held, to: size, size: published }).catch(() => undefined)
  if (entries === undefined) return { ...span, batches: null, again: null }
  let [batches, again] = [0, 0]
  for (const entry of entries) {
    const leaf = parseLeaf(entry)
    if (leaf.kind !== 'batch') continue
    batches++
    const place = await store.leafOf(leaf.box, leaf.n)
    if (place !== null && place.generation >= generation && Buffer.compare(place.entry, entry) === 0) again++
  }
  return { ...span, batches, again }
}
