import { createHash } from 'node:crypto'
import { type LogLeaf, leafEntry } from '@zaojun/core/proof/leaf'
import { leafInput } from '@zaojun/core/proof/merkle'
import { TILE_WIDTH } from '@zaojun/core/proof/tiles'
import { sql } from 'kysely'
import type { Queries } from '../queries.ts'
import type { LeafPlace, Sequenced } from '../store.ts'
import { placeOf } from './boxes.ts'
import { sealReads } from './read-pages.ts'

/** A batch that has no place in the log yet. `row` is its row in the embedded store. */
export type WaitingBatch = { row: number | null; site: number; box: number; id: string; n: number; digest: string }
/** How an engine keeps what waits; `take` gives it in the order it is to stand. */
export type Waiting = { take(limit: number): Promise<WaitingBatch[]>; placed(batches: WaitingBatch[]): Promise<void> }
export type SequenceRequest = { generation: number; opening: LogLeaf; limit: number }

const ROWS_AT_ONCE = 100
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** What the log holds. */
export function leafReads(queries: Queries) {
  const { first } = queries
  return {
    async leavesFrom({ generation, from }: { generation: number; from: number }) {
      const found = await leavesFrom(queries, generation, from)
      const { length } = found.hashes
      // Where it ends before that tile begins, nothing found does not say how long it is.
      return { ...found, size: length === 0 ? await sizeOf(queries, generation) : found.first + length }
    },

    async leafOf({ box, n }: { box: string; n: number }): Promise<LeafPlace | null> {
      const place = await placeOf(queries, box)
      const row = await first(
        sql<LeafPlace>`SELECT generation, idx AS "index", entry FROM leaf
          WHERE box = ${place?.box ?? -1} AND n = ${n} ORDER BY generation DESC LIMIT 1`,
      )
      return row ?? null
    },

    /** Of the newest log; 0 where there is none yet. */
    async logGeneration(): Promise<number> {
      return (
        (await first(sql<{ newest: number }>`SELECT coalesce(max(generation), 0) AS newest FROM leaf`))?.newest ?? 0
      )
    },
  }
}

/** Appends up to `limit` waiting batches and what else waits; the first entry of a generation is `opening`. Whoever calls is the only sequencer. */
export async function sequence(queries: Queries, request: SequenceRequest, waiting: Waiting): Promise<Sequenced> {
  const { generation, opening, limit } = request
  const { build, run } = queries
  const from = await sizeOf(queries, generation)
  const batches = await waiting.take(limit)
  await sealReads(queries)
  const others = await queries.all(
    sql<{ id: number; entry: Uint8Array }>`SELECT id, entry FROM log_entry ORDER BY id LIMIT ${limit}`,
  )
  const leaves: { entry: Uint8Array; batch?: WaitingBatch }[] = from === 0 ? [{ entry: leafEntry(opening) }] : []
  leaves.push(...others.map(({ entry }) => ({ entry })))
  for (const batch of batches) {
    const digest = new Uint8Array(Buffer.from(batch.digest, 'hex'))
    leaves.push({ entry: leafEntry({ kind: 'batch', box: batch.id, n: batch.n, digest }), batch })
  }
  const rows = leaves.map(({ entry: bytes, batch }, index) => {
    const entry = Buffer.from(bytes)
    const { row = null, site = null, box = null, n = null } = batch ?? {}
    return { generation, idx: from + index, entry, hash: sha256(leafInput(entry)), batch_row: row, site, box, n }
  })
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE)
    await run(build.insertInto('leaf').values(rows.slice(start, start + ROWS_AT_ONCE)))
  await waiting.placed(batches)
  for (const { id } of others) await run(sql`DELETE FROM log_entry WHERE id = ${id}`)
  const size = from + rows.length
  return {
    from,
    size,
    ...(await leavesFrom(queries, generation, from)),
    more: batches.length === limit || others.length === limit,
    generation,
    leads: true,
  }
}

export async function sizeOf({ first }: Queries, generation: number): Promise<number> {
  const newest = sql<{
    size: number
  }>`SELECT coalesce(max(idx) + 1, 0) AS size FROM leaf WHERE generation = ${generation}`
  return (await first(newest))?.size ?? 0
}

/** The leaves from the start of the tile in which `from` stands. */
export async function leavesFrom({ all }: Queries, generation: number, from: number) {
  const first = Math.floor(from / TILE_WIDTH) * TILE_WIDTH
  const rows = await all(
    sql<{ entry: Uint8Array; hash: Uint8Array }>`SELECT entry, hash FROM leaf
      WHERE generation = ${generation} AND idx >= ${first} ORDER BY idx`,
  )
  return { first, entries: rows.map(({ entry }) => entry), hashes: rows.map(({ hash }) => hash) }
}
