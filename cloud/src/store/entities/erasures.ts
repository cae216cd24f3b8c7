import type { ErasureOrder } from '@zaojun/core'
import { sql } from 'kysely'
import { type Queries, siteNo } from '../queries.ts'
import type { AttachmentPlace, Erasure } from '../store.ts'

export type Erased = { erased: number; attachments: AttachmentPlace[] }
type What = 'part' | 'attachment'
const TABLES = {
  part: { table: sql.table('part'), key: sql.ref('commitment'), forget: sql`salt = NULL, value = NULL, person = NULL` },
  attachment: { table: sql.table('attachment'), key: sql.ref('digest'), forget: sql`person = NULL` },
}
type Due = { no: number; site: string; key: string }

/** Writes that take personal content away for good; who, when and why are kept. Names begin with `erase`: engines look at that. */
export function erasureWrites(queries: Queries) {
  const { build, all, run } = queries

  /** Nothing happens to what is erased already. */
  const erase = async (what: What, site: number, key: string, { reason, by, at }: Erasure): Promise<boolean> => {
    const { table, key: column, forget } = TABLES[what]
    const done = await run(
      sql`UPDATE ${table} SET ${forget}, erased_reason = ${reason}, erased_by = ${by}, erased_at = ${at}
        WHERE site = ${site} AND ${column} = ${key} AND erased_at IS NULL`,
    )
    if (what === 'attachment') await queries.dialect.eraseBytes(site, key)
    if (done > 0) await run(build.insertInto('erasure').values({ site, what, key, reason, by, at }))
    return done > 0
  }
  const sitesOf = (what: What, key: string): Promise<{ no: number; id: string }[]> => {
    const { table, key: column } = TABLES[what]
    return all(
      sql<{ no: number; id: string }>`SELECT site.no, site.id FROM ${table} AS held JOIN site ON site.no = held.site
        WHERE ${column} = ${key}`,
    )
  }
  /** A part without a salt and an attachment without bytes: what is said of content that came never, and is erased. */
  const neverHeld = (what: What, site: number, key: string, at: number) =>
    what === 'part'
      ? sql`INSERT INTO part (site, commitment, purpose, received_at) VALUES (${site}, ${key}, '', ${at})
          ON CONFLICT DO NOTHING`
      : sql`INSERT INTO attachment (site, digest, bytes, media_type, received_at)
          VALUES (${site}, ${key}, 0, '', ${at}) ON CONFLICT DO NOTHING`

  const eraseAll = async (parts: Due[], pictures: Due[], erasure: Erasure): Promise<Erased> => {
    for (const { no, key } of parts) await erase('part', no, key, erasure)
    for (const { no, key } of pictures) await erase('attachment', no, key, erasure)
    const attachments = pictures.map(({ site, key }) => ({ site, digest: key }))
    return { erased: parts.length + pictures.length, attachments }
  }

  return {
    async erasePart({ commitment, erasure }: { commitment: string; erasure: Erasure }): Promise<boolean> {
      const sites = await sitesOf('part', commitment)
      for (const { no } of sites) await erase('part', no, commitment, erasure)
      return sites.length > 0
    },

    /** Resolves the sites that held it. */
    async eraseAttachment({ digest, erasure }: { digest: string; erasure: Erasure }): Promise<string[]> {
      const sites = await sitesOf('attachment', digest)
      for (const { no } of sites) await erase('attachment', no, digest, erasure)
      return sites.map(({ id }) => id)
    },

    async eraseForBox(request: { site: string; order: ErasureOrder; erasure: Erasure }): Promise<Erased> {
      const { site, order, erasure } = request
      const no = await siteNo(queries, site)
      if (order.what !== 'person') {
        await run(neverHeld(order.what, no, order.key, erasure.at))
        const erased = (await erase(order.what, no, order.key, erasure)) ? 1 : 0
        return { erased, attachments: order.what === 'attachment' ? [{ site, digest: order.key }] : [] }
      }
      const held = (what: What) => {
        const { table, key } = TABLES[what]
        return all(
          sql<{ key: string }>`SELECT ${key} AS key FROM ${table} WHERE site = ${no} AND person = ${order.key}
            AND purpose = ${order.purpose ?? ''} AND basis = 'consent' AND erased_at IS NULL`,
        ).then((rows) => rows.map(({ key }): Due => ({ no, site, key })))
      }
      return eraseAll(await held('part'), await held('attachment'), erasure)
    },

    async eraseDue({ now, limit }: { now: number; limit: number }): Promise<Erased> {
      const due = (what: What) => {
        const { table, key } = TABLES[what]
        return all(
          sql<Due>`SELECT site.no, site.id AS site, ${key} AS key FROM ${table} AS held
            JOIN site ON site.no = held.site
            WHERE expires <= ${now} AND erased_at IS NULL ORDER BY expires LIMIT ${limit}`,
        )
      }
      return eraseAll(await due('part'), await due('attachment'), { reason: 'retention', by: 'policy', at: now })
    },
  }
}
