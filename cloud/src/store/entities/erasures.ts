import type { ErasureOrder } from '@zaojun/core'
import { sql } from 'kysely'
import { type Queries, siteNo } from '../queries.ts'
import type { AttachmentPlace, Erasure } from '../store.ts'
import { stateRemoval } from './removals.ts'

export type Erased = { erased: number; attachments: AttachmentPlace[] }
type What = 'part' | 'attachment'
const TABLES = {
  part: { table: sql.table('part'), key: sql.ref('commitment'), forget: sql`salt = NULL, value = NULL, person = NULL` },
  attachment: { table: sql.table('attachment'), key: sql.ref('digest'), forget: sql`person = NULL` },
}
type Due = { what: What; no: number; site: string; key: string }

/** Writes that take personal content away for good; who, when and why are kept. Names begin with `erase`: engines look at that. */
export function erasureWrites(queries: Queries) {
  const { build, all, run } = queries

  /** Nothing happens to what is erased already. */
  const forget = async ({ what, no, key }: Due, { reason, by, at }: Erasure): Promise<boolean> => {
    const { table, key: column, forget: emptied } = TABLES[what]
    const done = await run(
      sql`UPDATE ${table} SET ${emptied}, erased_reason = ${reason}, erased_by = ${by}, erased_at = ${at}
        WHERE site = ${no} AND ${column} = ${key} AND erased_at IS NULL`,
    )
    if (what === 'attachment') await queries.dialect.eraseBytes(no, key)
    return done > 0
  }

  /** Takes it away, writes down what was not gone already, and has the log commit to that. Resolves how much it was. */
  const erase = async (due: Due[], { reason, by, at }: Erasure): Promise<number> => {
    const gone: Due[] = []
    for (const each of due) if (await forget(each, { reason, by, at })) gone.push(each)
    for (const [no, mine] of Map.groupBy(gone, (each) => each.no)) {
      const keys = (of: What) => mine.filter(({ what }) => what === of).map(({ key }) => key)
      const place = { site: no, siteId: mine[0]?.site ?? '', at }
      const stating = { what: 'content' as const, reason, by, parts: keys('part'), photos: keys('attachment') }
      const removal = await stateRemoval(queries, place, stating)
      for (const { what, key } of mine)
        await run(build.insertInto('erasure').values({ site: no, what, key, reason, by, at, removal }))
    }
    return gone.length
  }
  const sitesOf = async (what: What, key: string): Promise<Due[]> => {
    const { table, key: column } = TABLES[what]
    const rows = await all(
      sql<Pick<Due, 'no' | 'site'>>`SELECT site.no, site.id AS site FROM ${table} AS held
        JOIN site ON site.no = held.site WHERE ${column} = ${key}`,
    )
    return rows.map((row) => ({ ...row, what, key }))
  }
  /** A part without a salt and an attachment without bytes: what is said of content that came never, and is erased. */
  const neverHeld = (what: What, site: number, key: string, at: number) =>
    what === 'part'
      ? sql`INSERT INTO part (site, commitment, purpose, received_at) VALUES (${site}, ${key}, '', ${at})
          ON CONFLICT DO NOTHING`
      : sql`INSERT INTO attachment (site, digest, bytes, media_type, received_at)
          VALUES (${site}, ${key}, 0, '', ${at}) ON CONFLICT DO NOTHING`

  const eraseAll = async (due: Due[], erasure: Erasure): Promise<Erased> => {
    const pictures = due.filter(({ what }) => what === 'attachment')
    return { erased: await erase(due, erasure), attachments: pictures.map(({ site, key }) => ({ site, digest: key })) }
  }

  return {
    async erasePart({ commitment, erasure }: { commitment: string; erasure: Erasure }): Promise<boolean> {
      const sites = await sitesOf('part', commitment)
      await erase(sites, erasure)
      return sites.length > 0
    },

    /** Resolves the sites that held it. */
    async eraseAttachment({ digest, erasure }: { digest: string; erasure: Erasure }): Promise<string[]> {
      const sites = await sitesOf('attachment', digest)
      await erase(sites, erasure)
      return sites.map(({ site }) => site)
    },

    async eraseForBox(request: { site: string; order: ErasureOrder; erasure: Erasure }): Promise<Erased> {
      const { site, order, erasure } = request
      const no = await siteNo(queries, site)
      if (order.what !== 'person') {
        await run(neverHeld(order.what, no, order.key, erasure.at))
        return eraseAll([{ what: order.what, no, site, key: order.key }], erasure)
      }
      const held = (what: What) => {
        const { table, key } = TABLES[what]
        return all(
          sql<{ key: string }>`SELECT ${key} AS key FROM ${table} WHERE site = ${no} AND person = ${order.key}
            AND purpose = ${order.purpose ?? ''} AND basis = 'consent' AND erased_at IS NULL`,
        ).then((rows) => rows.map(({ key }): Due => ({ what, no, site, key })))
      }
      return eraseAll([...(await held('part')), ...(await held('attachment'))], erasure)
    },

    async eraseDue({ now, limit }: { now: number; limit: number }): Promise<Erased> {
      const due = async (what: What): Promise<Due[]> => {
        const { table, key } = TABLES[what]
        const rows = await all(
          sql<Omit<Due, 'what'>>`SELECT site.no, site.id AS site, ${key} AS key FROM ${table} AS held
            JOIN site ON site.no = held.site
            WHERE expires <= ${now} AND erased_at IS NULL ORDER BY expires LIMIT ${limit}`,
        )
        return rows.map((row) => ({ ...row, what }))
      }
      return eraseAll([...(await due('part')), ...(await due('attachment'))], {
        reason: 'retention',
        by: 'policy',
        at: now,
      })
    },
  }
}
