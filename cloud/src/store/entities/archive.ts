import { sql } from 'kysely'
import { hoursOf } from '../../ingest/block.ts'
import { type DecodedBatch, HOUR_MS, HOUR_UNKNOWN } from '../../ingest/decoded.ts'
import { HOURS_A_DAY, unpackChunk } from '../../sealing/chunk.ts'
import type { Queries } from '../queries.ts'
import { packed } from './chunks.ts'
import { isNewer, type Newest } from './newest.ts'
import { chunksOf } from './readings.ts'
import { keptFromOf } from './retention.ts'
import { segmentRows } from './segments.ts'
import { holdsTurn, type Turn } from './turns.ts'

/** A batch as the archive holds it. `envelope` empty where a policy has removed it. */
export type ArchivedBatch = { n: number; digest: string; last_seq: number; received_at: number; envelope: Uint8Array }
export type Rederived = Pick<DecodedBatch, 'n' | 'from' | 'to' | 'series' | 'blocks' | 'segments' | 'points'>
type Under = { turn: Turn }

/** Series looked up in one statement. */
const SERIES_AT_ONCE = 500

export function archiveReads({ all, first }: Queries) {
  return {
    archivedBatches: ({ site, box, after, limit }: { site: number; box: number; after: number; limit: number }) =>
      all(
        sql<ArchivedBatch>`SELECT n, digest, last_seq, received_at, envelope FROM batch
          WHERE site = ${site} AND box = ${box} AND n > ${after} ORDER BY n LIMIT ${limit}`,
      ),

    /** Days of which there are chunks, after one. */
    nextSealedDay: async ({ site, after }: { site: number; after: number }): Promise<number | null> =>
      (
        await first(
          sql<{ day: number | null }>`SELECT min(day) AS day FROM chunk WHERE site = ${site} AND day > ${after}`,
        )
      )?.day ?? null,

    /** The oldest hour of a site that was summed, from one on. */
    nextHour: async ({ site, from }: { site: number; from: number }): Promise<number | null> =>
      (
        await first(
          sql<{
            hour: number | null
          }>`SELECT min(hour) AS hour FROM rollup_hour WHERE site = ${site} AND hour >= ${from}`,
        )
      )?.hour ?? null,

    rebuilt: async ({ site, box }: { site: number; box: number }): Promise<number> =>
      (await first(sql<{ at: number }>`SELECT at FROM kept_from WHERE site = ${site} AND what = ${stand(box)}`))?.at ??
      0,
  }
}

const stand = (box: number): string => `rebuild/${box}`

/** Writes that make again what is derived from envelopes. Each resolves false where the turn is another's by now. */
export function archiveWrites(queries: Queries) {
  const { all, run, dialect } = queries

  async function numbersOf(site: number): Promise<Map<string, number>> {
    const rows = await all(
      sql<{ no: number; device: string; point: string }>`SELECT no, device, point FROM series WHERE site = ${site}`,
    )
    return new Map(rows.map(({ no, device, point }) => [`${device}/${point}`, no]))
  }

  async function writeSegments(
    site: number,
    box: number,
    batch: Rederived,
    numbers: number[],
    keptFrom: number,
  ): Promise<void> {
    for (const { hour, t1, n, series, points } of segmentRows(batch, numbers)) {
      // What a policy has removed stays away.
      if (hour >= 0 && (hour + 1) * HOUR_MS <= keptFrom) continue
      await run(
        sql`INSERT INTO segment (site, hour, box, batch, t1, n, series, points) VALUES
          (${site}, ${hour}, ${box}, ${batch.n}, ${t1}, ${n}, ${series}, ${Buffer.from(points)})`,
      )
    }
    for (const hour of hoursOf(batch))
      await run(dialect.addBatchHour({ site, box }, hour, batch.n, hour !== HOUR_UNKNOWN))
  }

  return {
    /** Segments and marks of some batches of a box anew. Throws where a series is not in the store. */
    async rederive({ turn, box, batches }: Under & { box: number; batches: Rederived[] }): Promise<boolean> {
      if (!(await holdsTurn(queries, turn))) return false
      const { site } = turn
      const known = await numbersOf(site)
      const { readings } = await keptFromOf(queries, site)
      for (const batch of batches) {
        const numbers = batch.series === '' ? [] : batch.series.split('\n').map((key) => known.get(key))
        const unknown = numbers.indexOf(undefined)
        if (unknown >= 0) throw new Error(`series ${batch.series.split('\n')[unknown]} is not in the store`)
        const hours = hoursOf(batch)
        for (const hour of hours) {
          const at = sql`WHERE site = ${site} AND hour = ${hour} AND box = ${box} AND batch = ${batch.n}`
          await run(sql`DELETE FROM segment ${at}`)
          await run(sql`DELETE FROM batch_hour ${at}`)
        }
        await writeSegments(site, box, batch, numbers as number[], readings)
        for (const mark of dialect.markSeqs({ site, box }, batch.from, batch.to)) await run(mark)
      }
      const last = batches.at(-1)?.n ?? 0
      await run(
        sql`INSERT INTO kept_from (site, what, at) VALUES (${site}, ${stand(box)}, ${last})
          ON CONFLICT (site, what) DO UPDATE SET at = excluded.at`,
      )
      return true
    },

    /** Of a day's chunks leaves what no envelope is left to make again: of batches that a policy has emptied. */
    async dropDerived({ turn, day, series }: Under & { day: number; series: number[] }): Promise<boolean> {
      if (!(await holdsTurn(queries, turn))) return false
      const { site } = turn
      for (const chunk of await chunksOf(queries, site, series.slice(0, SERIES_AT_ONCE), [day])) {
        const pieces = unpackChunk(chunk.series, day, chunk.body)
        const kept = []
        for (const piece of pieces) if (await isEmptied(site, piece.box, piece.batch)) kept.push(piece)
        const at = sql`WHERE site = ${site} AND day = ${day} AND series = ${chunk.series} AND part = ${chunk.part}`
        if (kept.length === 0) await run(sql`DELETE FROM chunk ${at}`)
        else {
          const { hours, n, body } = packed(day, kept)
          await run(sql`UPDATE chunk SET revision = revision + 1, hours = ${hours}, n = ${n}, body = ${body} ${at}`)
        }
      }
      return true
    },

    /** Every summed hour of a day is to be summed again. */
    async remark({ turn, day }: Under & { day: number }): Promise<boolean> {
      if (!(await holdsTurn(queries, turn))) return false
      await run(dialect.markRolledUp(turn.site, day * HOURS_A_DAY, (day + 1) * HOURS_A_DAY))
      return true
    },

    /** The newest readings anew; `seen`: up to which seq of each box they were looked for. Later ones stand. */
    async saveNewest({
      turn,
      rows,
      seen,
    }: Under & { rows: NewestOf[]; seen: { box: number; seq: number }[] }): Promise<boolean> {
      if (!(await holdsTurn(queries, turn))) return false
      const { site } = turn
      const known = await numbersOf(site)
      for (const { key, newest } of rows) {
        const series = known.get(key)
        if (series === undefined) continue
        const [stands] = await all(
          sql<Newest>`SELECT box, seq, at FROM latest WHERE site = ${site} AND series = ${series}`,
        )
        const isLater = stands !== undefined && stands.seq > (seen.find(({ box }) => box === stands.box)?.seq ?? -1)
        if (stands !== undefined && isLater && !isNewer(stands, newest)) continue
        const { box, seq, at, receivedAt, value, quality, origin, reason } = newest
        await run(
          sql`INSERT INTO latest (site, series, box, seq, at, received_at, value, quality, origin, reason) VALUES (${site},
            ${series}, ${box}, ${seq}, ${at}, ${receivedAt}, ${value}, ${quality}, ${origin}, ${reason})
            ON CONFLICT (site, series) DO UPDATE SET box = excluded.box, seq = excluded.seq, at = excluded.at,
            received_at = excluded.received_at, value = excluded.value, quality = excluded.quality,
            origin = excluded.origin, reason = excluded.reason`,
        )
      }
      return true
    },

    async rebuildDone({ turn }: Under): Promise<boolean> {
      if (!(await holdsTurn(queries, turn))) return false
      await run(sql`DELETE FROM kept_from WHERE site = ${turn.site} AND what LIKE 'rebuild/%'`)
      return true
    },
  }

  async function isEmptied(site: number, box: number, n: number): Promise<boolean> {
    const rows = await all(
      sql<{
        bytes: number
      }>`SELECT length(envelope) AS bytes FROM batch WHERE site = ${site} AND box = ${box} AND n = ${n}`,
    )
    return rows[0]?.bytes === 0
  }
}
export type NewestOf = { key: string; newest: Newest }
