import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { fail } from '../../errors.ts'
import { meansUse } from '../kept-tables.ts'
import {
  type Filling,
  fillingOf,
  MAKE_RESTORE_TABLE,
  READY_STEP,
  RESTORE_TABLE,
  type Row,
  refuseOtherBegun,
  type StoreLoader,
} from '../table-rows.ts'
import { databaseFile, migrate, openForWriting, SCHEMA } from './database.ts'
import { quoted, snapshotOver } from './snapshot.ts'

const ROWS_AT_ONCE = 25
const CACHE_KIB = 262_144
/** What the engine keeps beside what a row says; the others may be null until the end. */
const OWN_VALUES: Record<string, Record<string, number>> = { dirty_hour: { generation: 1 } }
/** Of each batch the newest leaf names its row: the embedded engine tells by it what waits. */
const NAME_ROWS = `UPDATE leaf SET batch_row = (
    SELECT batch.rowid FROM batch WHERE batch.site = leaf.site AND batch.box = leaf.box AND batch.n = leaf.n)
  WHERE n IS NOT NULL AND NOT EXISTS (SELECT 1 FROM leaf AS later WHERE later.box = leaf.box AND later.n = leaf.n
    AND (later.generation > leaf.generation OR (later.generation = leaf.generation AND later.idx > leaf.idx)))`

/** Fills the embedded store in a folder. */
export function sqliteLoader(folder: string): StoreLoader {
  const file = databaseFile(folder)
  let db: Database.Database
  const insert = (table: string, columns: string[], rows: Row[], again: boolean): number => {
    const own = Object.entries(OWN_VALUES[table] ?? {})
    const names = [...columns, ...own.map(([name]) => name)].map(quoted).join(', ')
    const values = `(${[...columns.map(() => '?'), ...own.map(([, value]) => value)].join(', ')})`
    const head = `INSERT ${again ? 'OR IGNORE ' : ''}INTO ${table} (${names}) VALUES `
    const many = db.prepare(head + Array(ROWS_AT_ONCE).fill(values).join(', '))
    const one = db.prepare(head + values)
    let added = 0
    let at = 0
    for (; at + ROWS_AT_ONCE <= rows.length; at += ROWS_AT_ONCE)
      added += many.run(rows.slice(at, at + ROWS_AT_ONCE).flat()).changes
    for (; at < rows.length; at++) added += one.run(rows[at] ?? []).changes
    return added
  }
  const note = (step: string) => db.prepare(`INSERT INTO ${RESTORE_TABLE} VALUES (?)`).run(step)

  const makeReady = (schema: number): void => {
    migrate(db, schema)
    db.transaction(() => {
      db.exec('DELETE FROM party')
      note(READY_STEP)
    })()
  }

  const filling = async (): Promise<Filling | undefined> => {
    if (!existsSync(file)) return undefined
    const reader = new Database(file, { readonly: true, fileMustExist: true })
    try {
      const tables = reader.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all() as string[]
      if (tables.includes(RESTORE_TABLE))
        return fillingOf(reader.prepare(`SELECT step FROM ${RESTORE_TABLE}`).pluck().all() as string[])
      const isHeld = (table: string) => reader.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined
      if (tables.filter(meansUse).some(isHeld)) throw fail('BACKUP_TARGET_NOT_EMPTY', { name: file })
      return undefined
    } finally {
      reader.close()
    }
  }

  return {
    engine: 'sqlite',
    filling,
    async begin(backup, schema) {
      const under = await filling()
      refuseOtherBegun(under, backup)
      db = openForWriting(folder)
      // A crash of this process loses nothing; after a power cut the last steps run again.
      db.pragma('synchronous = NORMAL')
      db.pragma(`cache_size = -${CACHE_KIB}`)
      if (under === undefined)
        db.transaction(() => {
          db.exec(MAKE_RESTORE_TABLE)
          note(backup)
        })()
      if (under?.steps.has(READY_STEP) !== true) makeReady(schema)
      return under?.steps ?? new Set([backup])
    },
    load: async (step, table, columns, rows, again) =>
      db.transaction(() => {
        note(step)
        return insert(table, columns, rows, again)
      })(),
    async done(step) {
      note(step)
    },
    async snapshot() {
      const reader = new Database(file, { readonly: true, fileMustExist: true })
      reader.exec('BEGIN')
      return snapshotOver(reader)
    },
    async upgrade() {
      migrate(db, SCHEMA)
    },
    async finish(settings) {
      db.transaction(() => {
        db.exec(NAME_ROWS)
        for (const [key, value] of Object.entries(settings))
          db.prepare('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)').run(key, value)
      })()
      db.pragma('synchronous = FULL')
      db.pragma('wal_checkpoint(TRUNCATE)')
    },
    async open() {
      db.exec(`DROP TABLE ${RESTORE_TABLE}`)
    },
    async close() {
      db?.close()
    },
  }
}

/** Whether any process has the embedded store open. */
export function isInUse(folder: string): boolean {
  const file = databaseFile(folder)
  if (!existsSync(file)) throw fail('STORE_NONE', { name: file })
  const db = new Database(file, { fileMustExist: true })
  try {
    db.pragma('busy_timeout = 0')
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('BEGIN EXCLUSIVE; COMMIT')
    return false
  } catch (error) {
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return true
    throw error
  } finally {
    db.close()
  }
}
