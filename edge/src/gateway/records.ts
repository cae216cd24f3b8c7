import type { RecordEntry } from '@zaojun/core'
import type { Ledger } from '../ledger/ledger.ts'
import type { Beside } from '../ledger/rows.ts'
import { commitTo, type PersonalValues } from './personal-parts.ts'

/** A record as it is handed in: `personal` values are committed to in the entry and kept apart. */
export type NewRecord = Omit<RecordEntry, 'type' | 'attachments'> & {
  key?: string
  personal?: PersonalValues
  attachments?: string[]
  note?: Beside['note']
}

/**
 * Resolves with the seq once the record and its personal parts are on disk, in one transaction. A record handed in
 * again under the same `key` (its answer was lost) is not written again: its seq is the answer.
 */
export async function appendRecord(
  ledger: Ledger,
  { key, personal = {}, attachments = [], note, data, ...rest }: NewRecord,
): Promise<number> {
  const known = key === undefined ? undefined : await ledger.write('seqOf', key)
  if (known !== undefined) return known
  const { committed, parts } = commitTo(personal)
  const entry: RecordEntry = { type: 'record', ...rest, data: { ...data, ...committed }, attachments }
  return ledger.append(entry, { urgent: true, parts, sender: key, note })
}
