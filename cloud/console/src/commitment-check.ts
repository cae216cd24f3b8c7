import { commitmentInput } from '@zaojun/core/commitment'
import { hexOf } from '@zaojun/core/proof/hex'

/** `unchecked`: browsers hash only on a secure connection. */
export type Verdict = 'matches' | 'differs' | 'unchecked'

async function sha256Hex(bytes: Uint8Array): Promise<string | undefined> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined
  if (subtle === undefined) return undefined
  const hash = new Uint8Array(await subtle.digest('SHA-256', new Uint8Array(bytes)))
  return hexOf(hash)
}

export async function checkDigest(bytes: Uint8Array, digest: string): Promise<Verdict> {
  const found = await sha256Hex(bytes)
  return found === undefined ? 'unchecked' : found === digest ? 'matches' : 'differs'
}

/** Whether salt and value are what the signed entry committed to (design 6): hashed here, not asked for. */
export function checkPart(part: { commitment: string; salt: string; value?: unknown }): Promise<Verdict> {
  const salt = Uint8Array.from(part.salt.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  return checkDigest(commitmentInput(salt, part.value), part.commitment)
}
