import { boundedBytes } from '@zaojun/core/bounded-text'
import { hexOf } from '@zaojun/core/proof/hex'
import { webCrypto } from './web-crypto.ts'

/** The cloud takes no longer one. */
const MAX_ATTACHMENT_BYTES = 256 * 1024 * 1024

/** `elsewhere`: no such photo belongs to the entry · `differs`: it was changed · `removed`: by policy, as the entry says. */
export type PhotoVerdict = 'holds' | 'differs' | 'elsewhere' | 'removed' | 'absent'

/** Hashes the photo here and holds it against the entry that was just checked. */
export async function photoVerdict(digest: string, inEntry: boolean): Promise<PhotoVerdict> {
  if (!inEntry || !/^[0-9a-f]{64}$/.test(digest)) return 'elsewhere'
  const answer = await fetch(`/v1/attachments/${digest}`)
  if (answer.status === 410) return 'removed'
  if (!answer.ok) return 'absent'
  const bytes = await boundedBytes(answer, MAX_ATTACHMENT_BYTES).catch(() => undefined)
  return bytes !== undefined && hexOf(await webCrypto.sha256(bytes)) === digest ? 'holds' : 'differs'
}
