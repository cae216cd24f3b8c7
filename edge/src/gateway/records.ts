import { createHash, randomBytes } from 'node:crypto'
import { type Committed, commitmentInput, type RecordEntry, SALT_BYTES } from '@zaojun/core'
import type { Ledger } from '../ledger/ledger.ts'
import type { NewPart } from '../ledger/rows.ts'

/** A record as it is handed in: `personal` values are committed to in the entry and kept apart. */
export type NewRecord = Omit<RecordEntry, 'type' | 'attachments'> & {
  key?: string
  personal?: Record<string, { value: unknown; purpose: string }>
  attachments?: string[]
}

/**
 * Resolves with the seq once the record and its personal parts are on disk, in one transaction. A record handed in
 * again under the same `key` (its answer was lost) is not written again: its seq is the answer.
 */
export async function appendRecord(
  ledger: Ledger,
  { key, personal = {}, attachments = [], data, ...rest }: NewRecord,
): Promise<number> {
  const known = key === undefined ? undefined : await ledger.write('seqOf', key)
  if (known !== undefined) return known
  const parts: NewPart[] = []
  const committed: Record<string, Committed> = {}
  for (const [field, { value, purpose }] of Object.entries(personal)) {
    const salt = new Uint8Array(randomBytes(SALT_BYTES))
    const commitment = createHash('sha256').update(commitmentInput(salt, value)).digest('hex')
    parts.push({ commitment, salt: Buffer.from(salt).toString('hex'), value: JSON.stringify(value), purpose })
    committed[field] = { commitment }
  }
  const entry: RecordEntry = { type: 'record', ...rest, data: { ...data, ...committed }, attachments }
  return ledger.append(entry, { urgent: true, parts, sender: key })
}
