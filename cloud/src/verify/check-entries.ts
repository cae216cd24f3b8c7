import { parseLeaf } from '@zaojun/core/proof/index'
import { sha256 } from '../merkle-log/sha256.ts'
import type { StoreSnapshot } from '../store/table-rows.ts'
import { checkRights } from './check-rights.ts'
import type { LeafRow } from './check-store.ts'
import type { Find } from './finding.ts'

type KeyRow = { id: string; no: number; statement: Uint8Array }
type PageRow = { id: string; page: number; body: Uint8Array }
type SayingRow = { id: string; no: number; body: Uint8Array }
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/**
 * What the log commits to beside batches against what the store holds of it: statements on keys, pages of reads, statements
 * on rights, removals. Of `tails` much was lost with a restore, which the next log owns up to: resolves how much.
 */
export async function checkEntries(
  snapshot: StoreSnapshot,
  leaves: LeafRow[],
  tails: LeafRow[],
  find: Find,
): Promise<number> {
  const held = new Map<string, string>()
  const keys = 'SELECT box.id, key_event.no, statement FROM key_event JOIN box ON box.no = key_event.box'
  for (const { id, no, statement } of await snapshot.all<KeyRow>(keys))
    held.set(hex(sha256(statement)), `statement ${no} on the key of ${id}`)
  const pages = 'SELECT site.id, page, body FROM read_page JOIN site ON site.no = read_page.site'
  for (const { id, page, body } of await snapshot.all<PageRow>(pages))
    held.set(hex(sha256(body)), `page ${page} of who read data of ${id}`)
  const sayings =
    'SELECT site.id, rights_statement.no, body FROM rights_statement JOIN site ON site.no = rights_statement.site'
  for (const { id, no, body } of await snapshot.all<SayingRow>(sayings))
    held.set(hex(sha256(body)), `statement ${no} on rights of ${id}`)
  const removals = 'SELECT site.id, removal.no, body FROM removal JOIN site ON site.no = removal.site'
  for (const { id, no, body } of await snapshot.all<SayingRow>(removals))
    held.set(hex(sha256(body)), `removal ${no} of ${id}`)
  const committed = new Set<string>()
  const waiting = await snapshot.all<{ entry: Uint8Array }>('SELECT entry FROM log_entry')
  for (const { entry, place } of [
    ...waiting.map(({ entry }) => ({ entry, place: 'waiting for the log' })),
    ...leaves.map(({ generation, idx, entry }) => ({ entry, place: `log ${generation}, entry ${idx}` })),
  ]) {
    const digest = digestIn(entry)
    if (digest === undefined) continue
    committed.add(digest)
    if (!held.has(digest)) find(place, 'commits to something the store does not hold as it was')
  }
  const lost = tails.flatMap(({ entry }) => digestIn(entry) ?? []).filter((digest) => !committed.has(digest))
  for (const digest of lost) committed.add(digest)
  for (const [digest, place] of held) if (!committed.has(digest)) find(place, 'is not what the log commits to')
  await checkRights(snapshot, find)
  return lost.filter((digest) => !held.has(digest)).length
}

/** Of an entry that is no batch; broken ones are named elsewhere. */
function digestIn(entry: Uint8Array): string | undefined {
  try {
    const leaf = parseLeaf(new Uint8Array(entry))
    return leaf.kind === 'key' || leaf.kind === 'reads' || leaf.kind === 'rights' || leaf.kind === 'removal'
      ? hex(leaf.digest)
      : undefined
  } catch {
    return undefined
  }
}
