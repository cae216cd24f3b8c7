import type { Batch } from '../batch.ts'
import { commitmentInput } from '../commitment.ts'
import { hexOf } from './hex.ts'
import type { Sha256 } from './merkle.ts'

/** What the entries of a batch name and do not hold: a personal value by its commitment, a photo by its digest. */
export type Detached = { kind: 'part' | 'photo'; digest: string }

/** In the order of the entries, each once. */
export function detachedIn({ entries }: Pick<Batch, 'entries'>): Detached[] {
  const found = new Map<string, Detached['kind']>()
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      value.forEach(look)
      return
    }
    for (const [name, held] of Object.entries(value)) {
      if (name === 'commitment' && typeof held === 'string') found.set(held, 'part')
      else if (name === 'attachments' && Array.isArray(held))
        for (const digest of held) found.set(String(digest), 'photo')
      else look(held)
    }
  }
  for (const { b } of entries) look(b)
  return [...found].map(([digest, kind]) => ({ kind, digest }))
}

/** What bytes that somebody has would be named by: as a photo, and as a personal value `{salt, value}` in JSON. */
export async function namesOf(bytes: Uint8Array, sha256: Sha256): Promise<string[]> {
  const names = [hexOf(await sha256(bytes))]
  try {
    const { salt, value } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Record<
      string,
      unknown
    >
    const raw = Uint8Array.from(String(salt).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    names.push(hexOf(await sha256(commitmentInput(raw, value))))
  } catch {
    // It is no personal value.
  }
  return names
}
