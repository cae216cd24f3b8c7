import type { DetachedPart, Holding } from '@zaojun/core'
import { knownSiteNo, type Queries } from '../queries.ts'
import type { AttachmentRecord, Erasure, PartState } from '../store.ts'

type ErasedRow = { erased_reason: string | null; erased_by: string | null; erased_at: number | null }
const erasureOf = ({ erased_reason, erased_by, erased_at }: ErasedRow): Erasure | null =>
  erased_at === null ? null : { reason: erased_reason ?? '', by: erased_by ?? '', at: erased_at }

type HeldRow = { basis: string | null; person: string | null; expires: number | null }
const holdingOf = ({ basis, person, expires }: HeldRow): Omit<Holding, 'purpose'> => ({
  ...(basis === 'law' || basis === 'consent' ? { basis } : {}),
  ...(person === null ? {} : { person }),
  ...(expires === null ? {} : { expires }),
})
const heldColumns = ({ basis, person, expires }: Partial<Holding> = {}): HeldRow => ({
  basis: basis ?? null,
  person: person ?? null,
  expires: expires ?? null,
})

/** Detached parts and attachments. Their commitment or digest may stand at several sites. */
export function personalReads({ build, all, first }: Queries) {
  return {
    async part(commitment: string): Promise<PartState | null> {
      const parts = build
        .selectFrom('part')
        .innerJoin('site', 'site.no', 'part.site')
        .selectAll('part')
        .select('site.id')
      const rows = await all(parts.where('commitment', '=', commitment))
      const held = rows.find(({ erased_at }) => erased_at === null)
      if (held !== undefined) {
        const { salt, value, purpose } = held
        const part = { commitment, salt: salt ?? '', value: JSON.parse(value ?? 'null'), purpose, ...holdingOf(held) }
        return { state: 'held', site: held.id, part }
      }
      const erasure = rows[0] === undefined ? null : erasureOf(rows[0])
      return erasure === null ? null : { state: 'erased', erasure }
    },

    async attachment({ digest, site }: { digest: string; site?: string }): Promise<AttachmentRecord | null> {
      let select = build
        .selectFrom('attachment')
        .innerJoin('site', 'site.no', 'attachment.site')
        .select(['site.id as site', 'digest', 'bytes', 'media_type', 'erased_reason', 'erased_by', 'erased_at'])
        .select(['purpose', 'basis', 'person', 'expires'])
        .where('digest', '=', digest)
        .orderBy('erased_at', (order) => order.asc().nullsFirst())
      if (site !== undefined) select = select.where('site.id', '=', site)
      const row = await first(select)
      if (row === undefined) return null
      const { bytes, media_type, purpose } = row
      const holding = purpose === null ? undefined : { purpose, ...holdingOf(row) }
      return { site: row.site, digest, bytes, mediaType: media_type, holding, erasure: erasureOf(row) }
    },
  }
}

export function personalWrites(queries: Queries) {
  const { build, first, run } = queries
  return {
    async putPart({ site, part, at }: { site: string; part: DetachedPart; at: number }): Promise<'held' | 'erased'> {
      const no = await knownSiteNo(queries, site)
      const { commitment, salt, purpose } = part
      const value = JSON.stringify(part.value)
      const row = { site: no, commitment, salt, value, purpose, ...heldColumns(part), received_at: at }
      await run(
        build
          .insertInto('part')
          .values(row)
          .onConflict((conflict) => conflict.doNothing()),
      )
      const held = await first(
        build.selectFrom('part').select('erased_at').where('site', '=', no).where('commitment', '=', commitment),
      )
      return held?.erased_at === null ? 'held' : 'erased'
    },

    async putAttachment({ attachment, at }: { attachment: Omit<AttachmentRecord, 'erasure'>; at: number }) {
      const { digest, bytes, mediaType, holding } = attachment
      const place = { site: await knownSiteNo(queries, attachment.site), digest, bytes, media_type: mediaType }
      const row = { ...place, purpose: holding?.purpose ?? null, ...heldColumns(holding), received_at: at }
      await run(
        build
          .insertInto('attachment')
          .values(row)
          .onConflict((conflict) => conflict.doNothing()),
      )
    },
  }
}
