import type { ErasureOrder } from '@zaojun/core'
import type { AttachmentPlace, Erasure } from '../store.ts'
import { type Connection, sql } from './database.ts'

export type Erased = { erased: number; attachments: AttachmentPlace[] }
type What = 'part' | 'attachment'

/** A part without a salt and an attachment without bytes: what is said of content that came never, and is erased. */
const NEVER_HELD = {
  part: "INSERT OR IGNORE INTO part (site, commitment, purpose, received_at) VALUES (?, ?, '', ?)",
  attachment: "INSERT OR IGNORE INTO attachment (site, digest, bytes, media_type, received_at) VALUES (?, ?, 0, '', ?)",
}
const FORGET = {
  part: 'UPDATE part SET salt = NULL, value = NULL, person = NULL',
  attachment: 'UPDATE attachment SET person = NULL',
}
const KEY = { part: 'commitment', attachment: 'digest' }

/** Writes that take personal content away for good; who, when and why are kept. Names begin with `erase`: see the thread. */
export function erasureWrites(connection: Connection) {
  const siteNo = (id: string): number =>
    connection.first(sql.selectFrom('site').select('no').where('id', '=', id))?.no ?? -1

  /** Nothing happens to what is erased already. */
  const erase = (what: What, site: number, key: string, { reason, by, at }: Erasure): boolean => {
    const set = `${FORGET[what]}, erased_reason = ?, erased_by = ?, erased_at = ?
      WHERE site = ? AND ${KEY[what]} = ? AND erased_at IS NULL`
    const done = connection.prepare(set).run(reason, by, at, site, key).changes > 0
    if (done) connection.run(sql.insertInto('erasure').values({ site, what, key, reason, by, at }))
    return done
  }
  const sitesOf = (what: What, key: string): { no: number; id: string }[] =>
    connection
      .prepare(`SELECT site.no, site.id FROM ${what} JOIN site ON site.no = ${what}.site WHERE ${KEY[what]} = ?`)
      .all(key) as { no: number; id: string }[]

  return {
    erasePart({ commitment, erasure }: { commitment: string; erasure: Erasure }): boolean {
      const sites = sitesOf('part', commitment)
      for (const { no } of sites) erase('part', no, commitment, erasure)
      return sites.length > 0
    },

    eraseAttachment({ digest, erasure }: { digest: string; erasure: Erasure }): string[] {
      const sites = sitesOf('attachment', digest)
      for (const { no } of sites) erase('attachment', no, digest, erasure)
      return sites.map(({ id }) => id)
    },

    eraseForBox({ site, order, erasure }: { site: string; order: ErasureOrder; erasure: Erasure }): Erased {
      const no = siteNo(site)
      if (order.what !== 'person') {
        connection.prepare(NEVER_HELD[order.what]).run(no, order.key, erasure.at)
        const erased = erase(order.what, no, order.key, erasure) ? 1 : 0
        return { erased, attachments: order.what === 'attachment' ? [{ site, digest: order.key }] : [] }
      }
      const held = (what: What) =>
        connection
          .prepare(
            `SELECT ${KEY[what]} AS key FROM ${what}
             WHERE site = ? AND person = ? AND purpose = ? AND basis = 'consent' AND erased_at IS NULL`,
          )
          .all(no, order.key, order.purpose ?? '') as { key: string }[]
      const parts = held('part')
      const pictures = held('attachment')
      for (const { key } of parts) erase('part', no, key, erasure)
      for (const { key } of pictures) erase('attachment', no, key, erasure)
      const attachments = pictures.map(({ key }) => ({ site, digest: key }))
      return { erased: parts.length + pictures.length, attachments }
    },

    eraseDue({ now, limit }: { now: number; limit: number }): Erased {
      const due = (what: What) =>
        connection
          .prepare(
            `SELECT site.no, site.id AS site, ${KEY[what]} AS key, expires FROM ${what} JOIN site ON site.no = ${what}.site
             WHERE expires <= ? AND erased_at IS NULL ORDER BY expires LIMIT ?`,
          )
          .all(now, limit) as { no: number; site: string; key: string }[]
      const erasure = { reason: 'retention', by: 'policy', at: now }
      const parts = due('part')
      const pictures = due('attachment')
      for (const { no, key } of parts) erase('part', no, key, erasure)
      for (const { no, key } of pictures) erase('attachment', no, key, erasure)
      const attachments = pictures.map(({ site, key }) => ({ site, digest: key }))
      return { erased: parts.length + pictures.length, attachments }
    },
  }
}
