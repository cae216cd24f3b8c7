import { createHash } from 'node:crypto'
import { leafEntry, type RemovalProof } from '@zaojun/core/proof/index'
import type { Cloud } from '../cloud.ts'
import { entryProof } from './entry-proof.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const DIGEST = /"([0-9a-f]{64})"/g

/** Removals of a site with their places in the log, and the newest generation they stand in. Throws `PROOF_NOT_YET`. */
export async function removalProofs(
  cloud: Pick<Cloud, 'store' | 'merkleLog'>,
  site: string,
  numbers: number[],
): Promise<{ removed: RemovalProof[]; generation: number }> {
  let newest = 1
  const removed: RemovalProof[] = []
  for (const no of numbers) {
    const content = await cloud.store.removalBody({ site, no })
    if (content === null) continue
    const digest = new Uint8Array(createHash('sha256').update(content).digest())
    const entry = leafEntry({ kind: 'removal', site, no, digest })
    const { proof, generation } = await entryProof(cloud, entry, `${site}, removal ${no}`)
    newest = Math.max(newest, generation)
    removed.push({ content: base64(content), leaf: base64(entry), proof })
  }
  return { removed, generation: newest }
}

/** Of what a signed batch names, the removals that took some of it away. */
export async function removedFrom(cloud: Pick<Cloud, 'store' | 'merkleLog'>, site: string, payload: Uint8Array) {
  const named = new Set<string>()
  for (const [, digest = ''] of new TextDecoder().decode(payload).matchAll(DIGEST)) named.add(digest)
  const numbers = named.size === 0 ? [] : await cloud.store.removalsNaming({ site, digests: [...named] })
  return removalProofs(cloud, site, numbers)
}
