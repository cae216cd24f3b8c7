import type { AlarmEntry, DetachedPart, Holding } from '@zaojun/core'
import { boxIdOf } from '../../keys.ts'
import type { AttachmentRecord, SessionRecord, SiteRecord, Store } from '../store.ts'
import { maintenanceWrites } from './alarm-writes.ts'
import { type Connection, sql } from './database.ts'
import { EntryWrites } from './entry-writes.ts'
import { boxKeysOf } from './key-reads.ts'

export type EnrolRequest = Parameters<Store['enrol']>[0]

const heldColumns = ({ basis, person, expires }: Partial<Holding> = {}) => ({
  basis: basis ?? null,
  person: person ?? null,
  expires: expires ?? null,
})

/** Writes of the things that are few: sites, boxes, sessions, parts, attachments. */
export function entityWrites(connection: Connection) {
  const siteNo = (id: string): number => {
    const row = connection.first(sql.selectFrom('site').select('no').where('id', '=', id))
    if (row === undefined) throw new Error(`site ${id} is not in the store`)
    return row.no
  }
  const entries = new EntryWrites(connection)
  return {
    ...maintenanceWrites(connection, siteNo),

    createSite({ id, name, timeZone, createdAt }: SiteRecord): boolean {
      const insert = sql.insertInto('site').values({ id, name, time_zone: timeZone, created_at: createdAt })
      return connection.run(insert.onConflict((conflict) => conflict.doNothing())) === 1
    },

    createCode({ hash, site, expiresAt }: { hash: string; site: string; expiresAt: number }): void {
      const code = { code_hash: hash, site: siteNo(site), expires_at: expiresAt, used_at: null }
      connection.run(sql.insertInto('enrolment_code').values(code))
    },

    enrol({ codeHash, tokenHash, box }: EnrolRequest) {
      const codes = sql.selectFrom('enrolment_code').selectAll().where('code_hash', '=', codeHash)
      const code = connection.first(codes)
      if (code === undefined || code.used_at !== null || code.expires_at <= box.enrolledAt) return { status: 'code' }
      const known = connection.first(sql.selectFrom('box').select(['no', 'site']).where('id', '=', box.id))
      if (known !== undefined && known.site !== code.site) return { status: 'other-site' }
      const current = known === undefined ? undefined : boxKeysOf(connection, known.site, known.no).at(-1)
      const isCurrent = current?.revoked === null && Buffer.compare(current.key, box.publicKey) === 0
      if (known === undefined ? boxIdOf(box.publicKey) !== box.id : !isCurrent) return { status: 'other-key' }
      connection.run(
        sql.updateTable('enrolment_code').set({ used_at: box.enrolledAt }).where('code_hash', '=', codeHash),
      )
      const row = {
        site: code.site,
        id: box.id,
        public_key: Buffer.from(box.publicKey),
        token_hash: tokenHash,
        software_version: box.softwareVersion,
        enrolled_at: box.enrolledAt,
      }
      const fresh = { token_hash: tokenHash, software_version: box.softwareVersion }
      connection.run(
        sql
          .insertInto('box')
          .values(row as never)
          .onConflict((conflict) => conflict.column('id').doUpdateSet(fresh)),
      )
      connection
        .prepare(
          `INSERT INTO box_key SELECT site, no, 1, NULL, NULL, public_key FROM box
           WHERE id = ? AND NOT EXISTS (SELECT 1 FROM box_key WHERE box_key.site = box.site AND box_key.box = box.no)`,
        )
        .run(box.id)
      const site = connection.first(sql.selectFrom('site').select('id').where('no', '=', code.site))
      return { status: 'enrolled', site: site?.id ?? '' }
    },

    countRefusal({ box }: { site: string; box: string }): void {
      connection.run(
        sql
          .updateTable('box')
          .set((row) => ({ refused: row('refused', '+', 1) }))
          .where('id', '=', box),
      )
    },

    addEvent(request: { box: string; event: string; data: Record<string, unknown>; at: number }): void {
      const box = connection.first(sql.selectFrom('box').select(['no', 'site']).where('id', '=', request.box))
      if (box !== undefined) entries.event({ site: box.site, box: box.no }, request.event, request.data, request.at)
    },

    addAlarm(request: { box: string; entry: AlarmEntry; at: number }): void {
      const box = connection.first(sql.selectFrom('box').select(['no', 'site']).where('id', '=', request.box))
      if (box !== undefined) entries.alarm({ site: box.site, box: box.no }, request.entry, request.at)
    },

    putPart({ site, part, at }: { site: string; part: DetachedPart; at: number }): 'held' | 'erased' {
      const no = siteNo(site)
      const { commitment, salt, purpose } = part
      const value = JSON.stringify(part.value)
      const row = { site: no, commitment, salt, value, purpose, ...heldColumns(part), received_at: at }
      connection.run(
        sql
          .insertInto('part')
          .values(row)
          .onConflict((conflict) => conflict.doNothing()),
      )
      const held = connection.first(
        sql.selectFrom('part').select('erased_at').where('site', '=', no).where('commitment', '=', commitment),
      )
      return held?.erased_at === null ? 'held' : 'erased'
    },

    putAttachment({ attachment, at }: { attachment: Omit<AttachmentRecord, 'erasure'>; at: number }): void {
      const { digest, bytes, mediaType, holding } = attachment
      const place = { site: siteNo(attachment.site), digest, bytes, media_type: mediaType }
      const row = { ...place, purpose: holding?.purpose ?? null, ...heldColumns(holding), received_at: at }
      connection.run(
        sql
          .insertInto('attachment')
          .values(row)
          .onConflict((conflict) => conflict.doNothing()),
      )
    },

    setPasswordHash({ account, hash }: { account: string; hash: string }): void {
      connection.run(
        sql
          .insertInto('account')
          .values({ name: account, password_hash: hash })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ password_hash: hash })),
      )
    },

    addSession({ tokenHash, session, now }: { tokenHash: string; session: SessionRecord; now: number }): void {
      connection.run(sql.deleteFrom('session').where('expires_at', '<=', now))
      const row = { token_hash: tokenHash, account: session.account, expires_at: session.expiresAt }
      connection.run(sql.insertInto('session').values(row))
    },

    endSession(tokenHash: string): void {
      connection.run(sql.deleteFrom('session').where('token_hash', '=', tokenHash))
    },
  }
}
