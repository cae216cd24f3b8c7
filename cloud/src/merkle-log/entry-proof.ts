import { tlogProofText } from '@zaojun/core/proof/index'
import type { Cloud } from '../cloud.ts'
import { fail } from '../errors.ts'
import type { LeafPlace } from '../store/store.ts'

type Held = Pick<Cloud, 'store' | 'merkleLog'>

/** The proof of an entry that is no batch; one just written gets its place now. Throws `PROOF_NOT_YET`. */
export async function entryProof(
  held: Held,
  entry: Uint8Array,
  name: string,
): Promise<{ proof: string; generation: number }> {
  const { place, proof } = await proofAt(held, () => held.store.leafOfEntry(entry), name)
  return { proof, generation: place.generation }
}

/** The proof of a batch. Throws `PROOF_NOT_YET`. */
export const batchProof = (held: Held, box: string, n: number): Promise<{ place: LeafPlace; proof: string }> =>
  proofAt(held, () => held.store.leafOf(box, n), `${box}/${n}`)

async function proofAt({ merkleLog }: Held, find: () => Promise<LeafPlace | null>, name: string) {
  const place = await merkleLog.placed(find)
  const proof = place === null ? undefined : merkleLog.proof(place)
  if (place === null || proof === undefined) throw fail('PROOF_NOT_YET', { name })
  return { place, proof: tlogProofText(proof) }
}
