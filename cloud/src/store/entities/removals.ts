import { createHash } from 'node:crypto'
import type { Removal } from '@zaojun/core/proof/index'
import { leafEntry } from '@zaojun/core/proof/leaf'
import { sql } from 'kysely'
import { type Queries, siteNo } from '../queries.ts'
import { addLogEntry } from './keys.ts'

type Stated<Each> = Each extends unknown ? Omit<Each, 'v' | 'site' | 'no' | 'at'> : never
/** By the policy of a site. */
type PolicyRemoval = Exclude<Removal, { what: 'content' }>
/** What was removed, before it has a number. */
export type Stating = Stated<Removal>
type Place = { site: number; siteId: string; at: number }

/** Rows of a page of removals. */
const REMOVALS = 100
const DIGESTS_AT_ONCE = 500
const removalIn = (body: Uint8Array): Removal => JSON.parse(Buffer.from(body).toString()) as Removal

/** Writes down what is removed in the transaction that removes it, and has the log commit to that. Resolves its number. */
export async function stateRemoval(queries: Queries, place: Place, stating: Stating): Promise<number> {
  const { first, run } = queries
  const { site, siteId, at } = place
  // Another aggregator may take the number at the same moment: then the next one.
  for (;;) {
    const last = await first(sql<{ no: number }>`SELECT coalesce(max(no), 0) AS no FROM removal WHERE site = ${site}`)
    const no = (last?.no ?? 0) + 1
    const removal = { v: 1, site: siteId, no, at, ...stating } as Removal
    const body = Buffer.from(JSON.stringify(removal))
    const taken = await run(
      sql`INSERT INTO removal (site, no, body, what) VALUES (${site}, ${no}, ${body}, ${stating.what}) ON CONFLICT DO NOTHING`,
    )
    if (taken !== 1) continue
    const digest = new Uint8Array(createHash('sha256').update(body).digest())
    await addLogEntry(queries, leafEntry({ kind: 'removal', site: siteId, no, digest }))
    return no
  }
}

export function removalReads(queries: Queries) {
  const { all, first } = queries
  return {
    /** By the policy of the site, newest first, before one. */
    async removals({ site, before }: { site: string; before: number | null }): Promise<PolicyRemoval[]> {
      const rows = await all(
        sql<{ body: Uint8Array }>`SELECT body FROM removal WHERE site = ${await siteNo(queries, site)}
          AND no < ${before ?? 2 ** 31 - 1} AND coalesce(what, '') <> 'content' ORDER BY no DESC LIMIT ${REMOVALS}`,
      )
      return rows.map(({ body }) => removalIn(body) as PolicyRemoval)
    },

    /** The exact bytes of one; null where there is none of that number. */
    async removalBody({ site, no }: { site: string; no: number }): Promise<Uint8Array | null> {
      const row = await first(
        sql<{ body: Uint8Array }>`SELECT body FROM removal WHERE site = ${await siteNo(queries, site)} AND no = ${no}`,
      )
      return row === undefined ? null : new Uint8Array(row.body)
    },

    /** What took away an envelope; null where it is held or unknown. */
    async removalOf({ site, box, n }: { site: string; box: string; n: number }): Promise<Removal | null> {
      const rows = await all(
        sql<{ body: Uint8Array }>`SELECT body FROM removal WHERE site = ${await siteNo(queries, site)}
          AND coalesce(what, 'envelopes') = 'envelopes' ORDER BY no`,
      )
      const covers = (each: Removal) =>
        each.what === 'envelopes' && each.box === box && each.runs.some(([from, to]) => n >= from && n <= to)
      return rows.map(({ body }) => removalIn(body)).find(covers) ?? null
    },

    /** Numbers of what took away personal values or photos of these digests. */
    async removalsNaming({ site, digests }: { site: string; digests: string[] }): Promise<number[]> {
      const row = await siteNo(queries, site)
      const numbers = new Set<number>()
      for (let from = 0; from < digests.length; from += DIGESTS_AT_ONCE) {
        const some = sql.join(digests.slice(from, from + DIGESTS_AT_ONCE))
        const found = await all(
          sql<{ no: number }>`SELECT DISTINCT removal AS no FROM erasure
            WHERE site = ${row} AND removal IS NOT NULL AND key IN (${some})`,
        )
        for (const { no } of found) numbers.add(no)
      }
      return [...numbers].sort((a, b) => a - b)
    },
  }
}
