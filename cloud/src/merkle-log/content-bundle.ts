import { type LogLeaf, leafEntry } from '@zaojun/core/proof/index'
import type { Cloud } from '../cloud.ts'
import { logKeyText, originOf } from './checkpoints.ts'
import { entryProof } from './entry-proof.ts'
import { originsOf } from './opening.ts'
import { sha256 } from './sha256.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** What a bundle says of content the log itself commits to, beside what it is. Throws `PROOF_NOT_YET`. */
export async function contentBundle(
  cloud: Pick<Cloud, 'store' | 'merkleLog' | 'keys'>,
  content: Uint8Array,
  leafOf: (digest: Uint8Array) => LogLeaf,
  name: string,
) {
  const entry = leafEntry(leafOf(sha256(content)))
  const { proof, generation } = await entryProof(cloud, entry, name)
  const logKey = await logKeyText(cloud.keys, originOf(cloud.keys, generation))
  const bundle = { content: base64(content), leaf: base64(entry), proof, logKey }
  const origins = await originsOf(cloud.merkleLog, generation)
  return origins.length === 0 ? { v: 2 as const, ...bundle } : { v: 3 as const, ...bundle, origins }
}
