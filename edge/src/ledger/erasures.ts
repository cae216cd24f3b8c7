import type { ErasureOrder } from '@zaojun/core'
import type Database from 'better-sqlite3'
import type { AttachmentFiles } from './attachments.ts'

/** Erased in one step at most, so that the writer is never held for long. */
const PER_STEP = 64
const DAY_MS = 86_400_000
const LOG_WAIT_MS = 50
const WITHDRAWN = 'consent-withdrawn'
const RETENTION = 'retention'

export type ErasureRow = { id: number; order: ErasureOrder }
export type Erased = { parts: number; attachments: number }

/** Takes personal content away for good: values, salts and files; the entries and their commitments stay. */
export class Erasures {
  private readonly db: Database.Database
  private readonly files: AttachmentFiles
  private logEmptied = true

  constructor(db: Database.Database, files: AttachmentFiles) {
    this.db = db
    this.files = files
  }

  part({ commitment, reason }: { commitment: string; reason: string }): boolean {
    return this.securely(() => {
      const done = this.forgetPart(commitment, reason)
      if (done) this.tell({ what: 'part', key: commitment, reason })
      return done
    })
  }

  attachment({ digest, reason }: { digest: string; reason: string }): boolean {
    return this.securely(() => {
      const done = this.forgetAttachment(digest, reason)
      if (done) this.tell({ what: 'attachment', key: digest, reason })
      return done
    })
  }

  /** All that is held of a person by consent for a purpose. The cloud is told also where nothing is left here. */
  consented({ person, purpose }: { person: string; purpose: string }): Erased {
    return this.securely(() => {
      const held = (columns: string) =>
        this.db
          .prepare(`SELECT ${columns} WHERE person = ? AND purpose = ? AND basis = 'consent' AND state != 'erased'`)
          .all(person, purpose) as { key: string }[]
      const parts = held('commitment AS key FROM part')
      const attachments = held('digest AS key FROM attachment')
      for (const { key } of parts) this.forgetPart(key, WITHDRAWN)
      for (const { key } of attachments) this.forgetAttachment(key, WITHDRAWN)
      this.tell({ what: 'person', key: person, purpose, reason: WITHDRAWN })
      return { parts: parts.length, attachments: attachments.length }
    })
  }

  /**
   * Erases what is due at `now` (wall ms), a step of it. What was kept while no clock was known gets its time now. The
   * cloud knows the times of what it holds; it is told of what never reached it.
   */
  due(now: number): Erased {
    for (const table of ['part', 'attachment'])
      this.db
        .prepare(`UPDATE ${table} SET expires = ? + days * ${DAY_MS} WHERE expires IS NULL AND days IS NOT NULL`)
        .run(now)
    const due = (columns: string) =>
      this.db
        .prepare(`SELECT ${columns} WHERE expires <= ? AND state != 'erased' ORDER BY expires LIMIT ${PER_STEP}`)
        .all(now) as { key: string; state: string }[]
    const parts = due('commitment AS key, state FROM part')
    const attachments = due('digest AS key, state FROM attachment')
    if (parts.length + attachments.length === 0) {
      if (!this.logEmptied) this.logEmptied = emptyLog(this.db)
      return { parts: 0, attachments: 0 }
    }
    this.securely(() => {
      for (const { key, state } of parts) {
        this.forgetPart(key, RETENTION)
        if (state === 'pending') this.tell({ what: 'part', key, reason: RETENTION })
      }
      for (const { key, state } of attachments) {
        this.forgetAttachment(key, RETENTION)
        if (state === 'pending') this.tell({ what: 'attachment', key, reason: RETENTION })
      }
    })
    return { parts: parts.length, attachments: attachments.length }
  }

  /** What the cloud is still to be told, oldest first. */
  pending(limit: number): ErasureRow[] {
    const rows = this.db.prepare('SELECT id, body FROM erasure ORDER BY id LIMIT ?').all(limit) as {
      id: number
      body: string
    }[]
    return rows.map(({ id, body }) => ({ id, order: JSON.parse(body) }))
  }

  told(id: number): void {
    this.db.prepare('DELETE FROM erasure WHERE id = ?').run(id)
  }

  private forgetPart(commitment: string, reason: string): boolean {
    const sql = `UPDATE part SET salt = NULL, value = NULL, person = NULL, state = 'erased', erased = ?
      WHERE commitment = ? AND state != 'erased'`
    return this.db.prepare(sql).run(reason, commitment).changes > 0
  }

  private forgetAttachment(digest: string, reason: string): boolean {
    this.files.remove(digest)
    const sql = `UPDATE attachment SET person = NULL, state = 'erased', erased = ? WHERE digest = ? AND state != 'erased'`
    return this.db.prepare(sql).run(reason, digest).changes > 0
  }

  private tell(order: ErasureOrder): void {
    this.db.prepare('INSERT INTO erasure (body) VALUES (?)').run(JSON.stringify(order))
  }

  private securely<T>(work: () => T): T {
    const { result, logEmptied } = securely(this.db, () => this.db.transaction(work)())
    this.logEmptied = logEmptied
    return result
  }
}

/** Runs `work` so that what it deletes is overwritten in the file, and gone from the write-ahead log where it can be. */
export function securely<T>(db: Database.Database, work: () => T): { result: T; logEmptied: boolean } {
  db.pragma('secure_delete = ON')
  try {
    const result = work()
    return { result, logEmptied: emptyLog(db) }
  } finally {
    db.pragma('secure_delete = OFF')
  }
}

/** A reader in the middle of a question may keep the log; the writer does not wait for it. False: try again later. */
function emptyLog(db: Database.Database): boolean {
  const patience = db.pragma('busy_timeout', { simple: true })
  db.pragma(`busy_timeout = ${LOG_WAIT_MS}`)
  const [{ busy } = { busy: 1 }] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
  db.pragma(`busy_timeout = ${patience}`)
  return busy === 0
}
