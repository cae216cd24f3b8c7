import type Database from 'better-sqlite3'
import type { AttachmentFiles } from './attachments.ts'
import { securely } from './erasures.ts'

/** What one step forgets at most, so that the writer is never held for long. */
const BATCHES_PER_STEP = 4
const ATTACHMENTS_PER_STEP = 16

export type Forgotten = { batches: number; entries: number; attachments: number }

/**
 * Forgets batches that are acknowledged and sealed before `cutoff` (wall ms; `Infinity` when the disk is full),
 * oldest first, with their entries. The newest batch always stays: the chain continues from it.
 * Erased or acknowledged personal parts go with the entries they belong to.
 */
export function forgetAcknowledged(db: Database.Database, cutoff: number): Forgotten {
  const total: Forgotten = { batches: 0, entries: 0, attachments: 0 }
  const batches = db
    .prepare(
      `SELECT n, from_seq AS "from", to_seq AS "to" FROM batch
       WHERE state = 'acknowledged' AND coalesce(sealed_at, 0) < ?
         AND n < (SELECT max(n) FROM batch) AND n < coalesce((SELECT min(n) FROM batch WHERE state = 'pending'), 9e15)
       ORDER BY n LIMIT ?`,
    )
    .all(wallCutoff(cutoff), BATCHES_PER_STEP) as {
    n: number
    from: number
    to: number
  }[]
  for (const { n, from, to } of batches) {
    forgetParts(db, from, to)
    db.transaction(() => {
      db.prepare('DELETE FROM record_key WHERE seq BETWEEN ? AND ?').run(from, to)
      total.entries += db.prepare('DELETE FROM entry WHERE seq BETWEEN ? AND ?').run(from, to).changes
      db.prepare('DELETE FROM segment WHERE series IN (SELECT id FROM series) AND n = ?').run(n)
      db.prepare('DELETE FROM batch WHERE n = ?').run(n)
    })()
    total.batches++
  }
  return total
}

/** Personal values that go with their entries are overwritten, not only unlinked. */
function forgetParts(db: Database.Database, from: number, to: number): void {
  const gone = `FROM part WHERE state != 'pending' AND seq BETWEEN ? AND ?`
  if (db.prepare(`SELECT 1 ${gone} LIMIT 1`).get(from, to) === undefined) return
  securely(db, () => db.prepare(`DELETE ${gone}`).run(from, to))
}

/** Photos the cloud has and that are past their time: file and row go, a few a step. Returns how many. */
export function forgetAttachments(db: Database.Database, files: AttachmentFiles, cutoff: number): number {
  const sent = db
    .prepare(`SELECT digest FROM attachment WHERE state = 'sent' AND coalesce(added_at, 0) < ? LIMIT ?`)
    .all(wallCutoff(cutoff), ATTACHMENTS_PER_STEP) as { digest: string }[]
  for (const { digest } of sent) {
    files.remove(digest)
    db.prepare('DELETE FROM attachment WHERE digest = ?').run(digest)
  }
  return sent.length
}

/** SQLite knows no infinity. */
const wallCutoff = (cutoff: number): number => (Number.isFinite(cutoff) ? cutoff : Number.MAX_SAFE_INTEGER)
