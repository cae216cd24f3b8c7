import type Database from 'better-sqlite3'
import type { BatchNote } from './sealer.ts'

export type BatchRow = BatchNote & { digest: string; envelope: Uint8Array }
export type PartRow = { commitment: string; salt: string; value: string; purpose: string }
export type AttachmentRow = { digest: string; bytes: number; mediaType: string }
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
    this.db.prepare(`UPDATE batch SET state = 'acknowledged', refused = NULL, receipt = ? WHERE n = ?`).run(receipt, n)
  }

  /** The cloud will not take it: kept, out of the way of the others, until someone looks. */
  refuse({ n, code }: { n: number; code: string }): void {
    this.db.prepare(`UPDATE batch SET state = 'refused', refused = ? WHERE n = ?`).run(code, n)
  }

  pendingParts(limit: number): PartRow[] {
    return this.db
      .prepare(`SELECT commitment, salt, value, purpose FROM part WHERE state = 'pending' ORDER BY seq LIMIT ?`)
      .all(limit) as PartRow[]
  }

  pendingAttachments(limit: number): AttachmentRow[] {
    const sql = `SELECT digest, bytes, media_type AS mediaType FROM attachment WHERE state = 'pending' ORDER BY added_at LIMIT ?`
    return this.db.prepare(sql).all(limit) as AttachmentRow[]
  }

  partSent(commitment: string): void {
    this.db.prepare(`UPDATE part SET state = 'sent' WHERE commitment = ? AND state = 'pending'`).run(commitment)
  }

  /** Forgets salt and value for good; the entry and its commitment stay. */
  erasePart({ commitment, reason }: { commitment: string; reason: string }): boolean {
    const sql = `UPDATE part SET salt = NULL, value = NULL, state = 'erased', erased = ? WHERE commitment = ? AND state != 'erased'`
    return this.db.prepare(sql).run(reason, commitment).changes > 0
  }

  addAttachment({
    digest,
    bytes,
    mediaType,
    at,
  }: {
    digest: string
    bytes: number
    mediaType: string
    at: number | null
  }): void {
    this.db
      .prepare('INSERT OR IGNORE INTO attachment (digest, bytes, media_type, added_at) VALUES (?, ?, ?, ?)')
      .run(digest, bytes, mediaType, at)
  }

  attachmentSent(digest: string): void {
    this.db.prepare(`UPDATE attachment SET state = 'sent' WHERE digest = ? AND state = 'pending'`).run(digest)
  }

  eraseAttachment({ digest, reason }: { digest: string; reason: string }): boolean {
    const sql = `UPDATE attachment SET state = 'erased', erased = ? WHERE digest = ? AND state != 'erased'`
    return this.db.prepare(sql).run(reason, digest).changes > 0
  }
}
