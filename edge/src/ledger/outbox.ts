import type { Holding } from '@zaojun/core'
import type Database from 'better-sqlite3'
import { type Keeping, keepingCells } from './rows.ts'
import type { BatchNote } from './sealer.ts'

const HELD = 'purpose, basis, person, expires'
const READY = `state = 'pending' AND (days IS NULL OR expires IS NOT NULL)`

export type BatchRow = BatchNote & { digest: string; envelope: Uint8Array }
/** Why and how long it is held, as the row has it. */
export type HeldRow = { basis: Holding['basis'] | null; person: string | null; expires: number | null }
export type PartRow = { commitment: string; salt: string; value: string; purpose: string } & HeldRow
export type AttachmentRow = { digest: string; bytes: number; mediaType: string; purpose: string | null } & HeldRow
/** A picture or clip to be kept; `keeping` where it is personal. */
export type NewAttachment = { mediaType: string; at: number | null; keeping?: Keeping }
export type Unproven = { count: number; newestProven: number; oldest?: { n: number; digest: Uint8Array } }
/** Where sending stands: runs of numbers that are not acknowledged, and those the cloud refused. */
export type OutboxState = {
  oldest: number
  newest: number
  pending: BatchNote[]
  refused: { n: number; code: string }[]
}

/** The sending side of the ledger: what is still to go, and what came back. */
export class Outbox {
  private readonly db: Database.Database

  constructor(db: Database.Database) {
    this.db = db
  }

  state(): OutboxState {
    const all = <T>(sql: string) => this.db.prepare(sql).all() as T[]
    const one = <T>(sql: string) => this.db.prepare(sql).get() as T
    return {
      ...one<{ oldest: number; newest: number }>(
        'SELECT coalesce(min(n), 0) AS oldest, coalesce(max(n), 0) AS newest FROM batch',
      ),
      pending: all<BatchNote>(
        `SELECT n, from_seq AS "from", to_seq AS "to", readings FROM batch WHERE state = 'pending' ORDER BY n`,
      ),
      refused: all(`SELECT n, refused AS code FROM batch WHERE state = 'refused' ORDER BY n`),
    }
  }

  batch(n: number): BatchRow | undefined {
    const row = this.db
      .prepare(
        `SELECT n, from_seq AS "from", to_seq AS "to", readings, lower(hex(digest)) AS digest, envelope FROM batch WHERE n = ?`,
      )
      .get(n) as BatchRow | undefined
    return row
  }

  acknowledge({ n, receipt }: { n: number; receipt: Uint8Array }): void {
    this.db
      .prepare(`UPDATE batch SET state = 'acknowledged', refused = NULL, receipt = ?, place = NULL WHERE n = ?`)
      .run(receipt, n)
  }

  /** It stands in the cloud’s log, at `origin index`. */
  proven({ n, place }: { n: number; place: string }): void {
    this.db.prepare(`UPDATE batch SET place = ? WHERE n = ? AND state = 'acknowledged'`).run(place, n)
  }

  /** Acknowledged batches whose place in the log is not shown yet: how many, and the oldest. */
  unproven(): Unproven {
    const owed = `FROM batch WHERE state = 'acknowledged' AND place IS NULL`
    const { count } = this.db.prepare(`SELECT count(*) AS count ${owed}`).get() as { count: number }
    const row = this.db.prepare(`SELECT n, digest ${owed} ORDER BY n LIMIT 1`).get() as
      | { n: number; digest: Uint8Array }
      | undefined
    const { newest } = this.db
      .prepare('SELECT coalesce(max(n), 0) AS newest FROM batch WHERE place IS NOT NULL')
      .get() as { newest: number }
    return { count, newestProven: newest, ...(row && { oldest: { n: row.n, digest: new Uint8Array(row.digest) } }) }
  }

  /** The cloud will not take it: kept, out of the way of the others, until someone looks. */
  refuse({ n, code }: { n: number; code: string }): void {
    this.db.prepare(`UPDATE batch SET state = 'refused', refused = ? WHERE n = ?`).run(code, n)
  }

  /** What has a time but no clock yet to give it waits. */
  pendingParts(limit: number): PartRow[] {
    const sql = `SELECT commitment, salt, value, ${HELD} FROM part WHERE ${READY} ORDER BY seq LIMIT ?`
    return this.db.prepare(sql).all(limit) as PartRow[]
  }

  pendingAttachments(limit: number): AttachmentRow[] {
    const sql = `SELECT digest, bytes, media_type AS mediaType, ${HELD} FROM attachment WHERE ${READY} ORDER BY added_at LIMIT ?`
    return this.db.prepare(sql).all(limit) as AttachmentRow[]
  }

  partSent(commitment: string): void {
    this.db.prepare(`UPDATE part SET state = 'sent' WHERE commitment = ? AND state = 'pending'`).run(commitment)
  }

  /** False where it was erased before: then it is not kept again. One kept for several ends stays for the longest. */
  addAttachment({ digest, bytes, mediaType, at, keeping }: NewAttachment & { digest: string; bytes: number }): boolean {
    const { purpose = null, ...held } = keeping ?? {}
    const insert = `INSERT INTO attachment (digest, bytes, media_type, added_at, purpose, basis, person, days, expires)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO UPDATE SET
      days = iif(days IS NULL OR excluded.days IS NULL, NULL, max(days, excluded.days)),
      expires = iif(days IS NULL OR excluded.days IS NULL, NULL, max(expires, excluded.expires))
      WHERE state != 'erased'`
    return this.db.prepare(insert).run(digest, bytes, mediaType, at, purpose, ...keepingCells(held, at)).changes > 0
  }

  attachmentSent(digest: string): void {
    this.db.prepare(`UPDATE attachment SET state = 'sent' WHERE digest = ? AND state = 'pending'`).run(digest)
  }
}
