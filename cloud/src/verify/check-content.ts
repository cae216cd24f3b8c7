import { commitmentInput } from '@zaojun/core'
import { sha256 } from '../merkle-log/sha256.ts'
import type { StoreSnapshot } from '../store/table-rows.ts'
import type { Find } from './finding.ts'

type Gone = { site: string; key: string }
type Held = { site: string; key: string; salt: string; value: string }

/** Detached content against what the log says of it: a value is what its commitment says, and what is gone was removed by policy. */
export async function checkContent(snapshot: StoreSnapshot, find: Find): Promise<void> {
  const held = snapshot.each<Held>(
    `SELECT site.id AS site, commitment AS key, salt, value FROM part JOIN site ON site.no = part.site
       WHERE erased_at IS NULL ORDER BY part.site, commitment`,
  )
  for await (const { site, key, salt, value } of held)
    if (!matches(key, salt, value)) find(`personal value ${key} of ${site}`, 'is not what its commitment says: altered')
  const removed = new Set<string>()
  const bodies = 'SELECT site.id AS site, body FROM removal JOIN site ON site.no = removal.site'
  for (const { site, body } of await snapshot.all<{ site: string; body: Uint8Array }>(bodies))
    for (const digest of removedIn(body)) removed.add(`${site} ${digest}`)
  for (const [table, column, name] of [
    ['part', 'commitment', 'personal value'],
    ['attachment', 'digest', 'photo'],
  ] as const) {
    const gone = `SELECT site.id AS site, ${column} AS key FROM ${table} AS held JOIN site ON site.no = held.site
      WHERE erased_at IS NOT NULL ORDER BY held.site, ${column}`
    for (const { site, key } of await snapshot.all<Gone>(gone))
      if (!removed.has(`${site} ${key}`))
        find(`${name} ${key} of ${site}`, 'is missing, and no policy says that it removed it')
  }
}

function matches(commitment: string, salt: string, value: string): boolean {
  try {
    const input = commitmentInput(new Uint8Array(Buffer.from(salt, 'hex')), JSON.parse(value))
    return Buffer.from(sha256(input)).toString('hex') === commitment
  } catch {
    return false
  }
}

function removedIn(body: Uint8Array): string[] {
  const said = JSON.parse(Buffer.from(body).toString()) as { parts?: string[]; photos?: string[] }
  return [...(said.parts ?? []), ...(said.photos ?? [])]
}
