import type Database from 'better-sqlite3'

const RESTORED = 'cloud-restored'
const RETENTION = 'retention'

/**
 * The cloud was restored from that backup and may have lost what was sent since: personal parts and photos that are still
 * here go out again, and it is told again what was erased here. Once a restore; false where this one is known.
 */
export function offerAgain(db: Database.Database, restored: string): boolean {
  const known = db.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(RESTORED)
  if (known === restored) return false
  db.transaction(() => {
    for (const [table, key] of [
      ['part', 'commitment'],
      ['attachment', 'digest'],
    ]) {
      db.prepare(
        `INSERT INTO erasure (body) SELECT json_object('what', '${table}', 'key', ${key}, 'reason', erased)
         FROM ${table} WHERE state = 'erased' AND erased != '${RETENTION}'`,
      ).run()
      db.prepare(`UPDATE ${table} SET state = 'pending' WHERE state = 'sent'`).run()
    }
    db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(RESTORED, restored)
  })()
  return true
}
