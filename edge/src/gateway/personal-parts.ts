import { createHash, randomBytes } from 'node:crypto'
import { type Committed, commitmentInput, SALT_BYTES } from '@zaojun/core'
import type { Keeping, NewPart } from '../ledger/rows.ts'

/** Values by the name of their field, each with why and how long it is held. */
export type PersonalValues = Record<string, { value: unknown } & Keeping>

/** What stands in the entry in place of each value, and the detached parts that hold them (design 6). */
export function commitTo(values: PersonalValues): { committed: Record<string, Committed>; parts: NewPart[] } {
  const parts: NewPart[] = []
  const committed: Record<string, Committed> = {}
  for (const [field, { value, ...keeping }] of Object.entries(values)) {
    const salt = new Uint8Array(randomBytes(SALT_BYTES))
    const commitment = createHash('sha256').update(commitmentInput(salt, value)).digest('hex')
    parts.push({ commitment, salt: Buffer.from(salt).toString('hex'), value: JSON.stringify(value), ...keeping })
    committed[field] = { commitment }
  }
  return { committed, parts }
}
