import { zstdDecompressSync } from 'node:zlib'
import { MAX_BATCH_BYTES } from '@zaojun/core/plain'
import type { Queries } from '../queries.ts'
import { placeOf } from './boxes.ts'

/** Batches as they are held. */
export function batchReads(queries: Queries) {
  const { build, first } = queries
  return {
    /** Plain envelope of a held batch; null also where a policy has removed it. */
    async envelope({ site, box, n }: { site: string; box: string; n: number }): Promise<Uint8Array | null> {
      const place = await placeOf(queries, box)
      const row = await first(
        build
          .selectFrom('batch')
          .innerJoin('site', 'site.no', 'batch.site')
          .select('envelope')
          .where('batch.site', '=', place?.site ?? -1)
          .where('batch.box', '=', place?.box ?? -1)
          .where('site.id', '=', site)
          .where('n', '=', n),
      )
      return row === undefined || row.envelope.length === 0
        ? null
        : new Uint8Array(zstdDecompressSync(row.envelope, { maxOutputLength: MAX_BATCH_BYTES }))
    },

    /** Number of the held batch in which an entry of the box stands. */
    async batchOf({ site, box, seq }: { site: string; box: string; seq: number }): Promise<number | null> {
      const place = await placeOf(queries, box)
      const row = await first(
        build
          .selectFrom('batch')
          .innerJoin('site', 'site.no', 'batch.site')
          .select(['n', 'last_seq'])
          .where('batch.site', '=', place?.site ?? -1)
          .where('batch.box', '=', place?.box ?? -1)
          .where('site.id', '=', site)
          .where('first_seq', '<=', seq)
          .orderBy('first_seq', 'desc')
          .limit(1),
      )
      return row === undefined || row.last_seq < seq ? null : row.n
    },
  }
}
