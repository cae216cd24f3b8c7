import { tlogProofText } from '@zaojun/core/proof/index'
import type { Cloud } from '../cloud.ts'
import { fail } from '../errors.ts'

/** The proof of an entry that is no batch; one just written gets its place now. Throws `PROOF_NOT_YET`. */
export async function entryProof(
  { store, merkleLog }: Pick<Cloud, 'store' | 'merkleLog'>,
  entry: Uint8Array,
  name: string,
): Promise<{ proof: string; generation: number }> {
  const place = await merkleLog.placed(() => store.leafOfEntry(entry))
  const proof = place === null ? undefined : merkleLog.proof(place)
  if (place === null || proof === undefined) throw fail('PROOF_NOT_YET', { name })
  return { proof: tlogProofText(proof), generation: place.generation }
}
