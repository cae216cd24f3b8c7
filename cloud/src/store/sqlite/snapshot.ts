import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { fail } from '../../errors.ts'
import { OWN_COLUMNS } from '../kept-tables.ts'
import type { Row, StoreSnapshot } from '../table-rows.ts'
import { databaseFile, SCHEMA } from './database.ts'

const ROWS_AT_ONCE = 500
const BUSY_MS = 60_000
const IN_STORE = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`

/** The embedded store as it is now. Its write-ahead log grows until this is closed. Throws `STORE_…`. */
export function sqliteSnapshot(folder: string): StoreSnapshot {
  const file = databaseFile(folder)
  if (!existsSync(file)) throw fail('STORE_NONE', { name: file })
  const db = new Database(file, { readonly: true, fileMustExist: true })
  db.pragma(`busy_timeout = ${BUSY_MS}`)
  db.exec('BEGIN')
  const snapshot = snapshotOver(db)
  if (snapshot.schema > SCHEMA) throw fail('STORE_NEWER', { name: String(snapshot.schema) })
  return snapshot
}

/** Over a connection in whose transaction it reads. */
export function snapshotOver(db: Database.Database): StoreSnapshot {
  // The first statement is what the moment follows from.
  const tables = db.prepare(IN_STORE).pluck().all() as string[]
  const schema = db.pragma('user_version', { simple: true }) as number
  const columns = (table: string): string[] => {
    const names = db.prepare('SELECT name FROM pragma_table_info(?) ORDER BY name').pluck().all(table) as string[]
    return names.filter((name) => !OWN_COLUMNS[table]?.includes(name))
  }
  return {
    engine: 'sqlite',
    schema,
    waiting: 'batch.rowid > (SELECT coalesce(max(batch_row), 0) FROM leaf)',
    tables: async () => tables,
    columns: async (table) => columns(table),
    async *rows(table, { where, join = '' } = {}) {
      const list = columns(table).map((name) => `${table}.${quoted(name)}`)
      const condition = where === undefined ? '' : `WHERE ${where}`
      const statement = db.prepare(`SELECT ${list.join(', ')} FROM ${table} ${join} ${condition}`).raw()
      let run: Row[] = []
      for (const row of statement.iterate() as IterableIterator<Row>) {
        if (run.push(row) < ROWS_AT_ONCE) continue
        yield run
        run = []
      }
      if (run.length > 0) yield run
    },
    all: async <Found>(text: string) => db.prepare(text).all() as Found[],
    async *each<Found>(text: string) {
      yield* db.prepare(text).iterate() as IterableIterator<Found>
    },
    async close() {
      db.close()
    },
  }
}

export const quoted = (name: string): string => `"${name}"`
