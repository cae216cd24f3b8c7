import { hexOf } from '@zaojun/core/proof/hex'
import { webCrypto } from './web-crypto.ts'

/** `elsewhere`: no such photo belongs to the entry · `differs`: it was changed · `removed`: by policy, as the entry says. */
export type PhotoVerdict = 'holds' | 'differs' | 'elsewhere' | 'removed' | 'absent'

/** Hashes the photo here and holds it against the entry that was just checked. */
export async function photoVerdict(digest: string, inEntry: boolean): Promise<PhotoVerdict> {
  if (!inEntry || !/^[0-9a-f]{64}$/.test(digest)) return 'elsewhere'
  const answer = await fetch(`/v1/attachments/${digest}`)
  if (answer.status === 410) return 'removed'
  if (!answer.ok) return 'absent'
  const hash = await webCrypto.sha256(new Uint8Array(await answer.arrayBuffer()))
  return hexOf(hash) === digest ? 'holds' : 'differs'
}
