import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely'
import { fail } from '../../errors.ts'
import type { Columns, Dialect, Kinds, NumberList, NumberRow, Queries, Query } from '../queries.ts'
import { RESTORE_TABLE } from '../table-rows.ts'
import type { Tables } from '../tables.ts'
import { first } from './migrations/001-first.ts'
import { log } from './migrations/002-log.ts'
import { personal } from './migrations/003-personal.ts'
import { alarms } from './migrations/004-alarms.ts'
import { heartbeats } from './migrations/005-heartbeats.ts'
import { keys } from './migrations/006-keys.ts'
import { rights } from './migrations/007-rights.ts'
import { boxState } from './migrations/008-box-state.ts'
import { corrections } from './migrations/009-corrections.ts'
import { chunks } from './migrations/010-chunks.ts'
import { service } from './migrations/011-service.ts'
import { rightsLog } from './migrations/012-rights-log.ts'
import { retention } from './migrations/013-retention.ts'
import { erasureLog } from './migrations/014-erasure-log.ts'
import { blocks } from './migrations/015-blocks.ts'

/** Forward only; a migration never changes once released. The file's `user_version` says how many have run. */
const MIGRATIONS: (string | ((db: Database.Database) => void))[] = [
  first,
  log,
  personal,
  alarms,
  heartbeats,
  keys,
  rights,
  boxState,
  corrections,
  chunks,
  service,
  rightsLog,
  retention,
  erasureLog,
  blocks,
]
/** Version of the tables that this software writes. */
export const SCHEMA = MIGRATIONS.length
/** Large pages: segments carry blobs of a few hundred bytes and are written in bulk. */
const PAGE_BYTES = 16_384
const CHECKPOINT_PAGES = 8_000
const WRITER_CACHE_KIB = 131_072
const READER_CACHE_KIB = 65_536
const BUSY_MS = 5_000

export const databaseFile = (folder: string): string => join(folder, 'cloud.db')

/** Builds typed SQL; nothing runs through it. */
const build = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

/** Of a day, as JSON. */
const HOURS = JSON.stringify(Array.from({ length: 24 }, (_, hour) => hour))

/** A generation of marks that is none of ingest's: whatever is marked after it was claimed differs. */
const EARLIER = sql`(SELECT min(coalesce(min(generation), 0), 0) - 1 FROM dirty_hour)`

const dialect: Dialect = {
  jsonText: (column, field) => sql`json_extract(${sql.ref(column)}, ${sql.lit(`$.${field}`)})`,
  markedHours: ({ site, no }, from, to) =>
    sql`SELECT hour FROM dirty_hour WHERE site = ${site} AND series = ${no} AND hour BETWEEN ${from} AND ${to}`,
  markSeqs: ({ site, box }, first, last) => [
    sql`INSERT INTO dirty_hour SELECT DISTINCT segment.site, listed.value, segment.hour,
        ${EARLIER}
      FROM batch CROSS JOIN batch_hour ON batch_hour.site = batch.site AND batch_hour.box = batch.box
        AND batch_hour.batch = batch.n
      CROSS JOIN segment ON segment.site = batch_hour.site AND segment.hour = batch_hour.hour
        AND segment.box = batch_hour.box AND segment.batch = batch_hour.batch
      CROSS JOIN json_each(segment.series) AS listed
      WHERE batch.site = ${site} AND batch.box = ${box} AND batch.last_seq >= ${first} AND batch.first_seq <= ${last}
        AND segment.hour >= 0
      ON CONFLICT (site, series, hour) DO UPDATE SET generation = excluded.generation`,
    sql`INSERT INTO dirty_hour SELECT DISTINCT chunk.site, chunk.series, chunk.day * 24 + hour.value,
        ${EARLIER}
      FROM sealed_day CROSS JOIN chunk ON chunk.site = sealed_day.site AND chunk.day = sealed_day.day
      CROSS JOIN json_each(${HOURS}) AS hour ON (chunk.hours >> hour.value) & 1 = 1
      WHERE sealed_day.site = ${site} AND sealed_day.box = ${box} AND last_seq >= ${first} AND first_seq <= ${last}
      ON CONFLICT (site, series, hour) DO UPDATE SET generation = excluded.generation`,
  ],
  markRolledUp: (site, from, to) => sql`INSERT INTO dirty_hour SELECT site, series, hour, ${EARLIER} FROM rollup_hour
    WHERE site = ${site} AND hour >= ${from} AND hour < ${to}
    ON CONFLICT (site, series, hour) DO UPDATE SET generation = excluded.generation`,
  addBatchHour: ({ site, box }, hour, batch) => sql`INSERT INTO batch_hour VALUES (${site}, ${hour}, ${box}, ${batch})`,
  // Ingest marks the series themselves.
  unlessMarked: sql``,
  // There is one writer.
  holdBox: async () => {},
  noteBoxChange: async () => {},
  eraseBytes: async () => {},
  // AUTOINCREMENT and one writer.
  firstEntryId: async () => null,
}

/** One connection with its prepared statements. It answers at once: what awaits it goes on before any other event. */
export class Connection implements Queries {
  readonly db: Database.Database
  readonly build = build
  readonly dialect = dialect
  private readonly statements = new Map<string, Database.Statement>()
  /** Those whose rows come as lists. */
  private readonly listed = new Map<string, Database.Statement>()

  constructor(db: Database.Database) {
    this.db = db
  }

  prepare(text: string): Database.Statement {
    let statement = this.statements.get(text)
    if (statement === undefined) {
      statement = this.db.prepare(text)
      this.statements.set(text, statement)
    }
    return statement
  }

  readonly all = async <Row>(query: Query<Row>): Promise<Row[]> => {
    const { sql: text, parameters } = query.compile(build)
    return this.prepare(text).all(...parameters) as Row[]
  }

  readonly first = async <Row>(query: Query<Row>): Promise<Row | undefined> => {
    const { sql: text, parameters } = query.compile(build)
    return this.prepare(text).get(...parameters) as Row | undefined
  }

  readonly columns = async <Row extends NumberRow>(query: Query<Row>, kinds: Kinds<Row>) => {
    const { sql: text, parameters } = query.compile(build)
    const names = Object.keys(kinds) as (keyof Row & string)[]
    let statement = this.listed.get(text)
    if (statement === undefined) {
      statement = this.db.prepare(text).raw()
      this.listed.set(text, statement)
    }
    const rows = statement.all(...parameters) as (number | null)[][]
    const places = new Map(statement.columns().map(({ name }, place) => [name, place]))
    const list = (name: keyof Row & string): NumberList => {
      const place = places.get(name) ?? -1
      const filled = kinds[name] === 'int4' ? new Int32Array(rows.length) : new Float64Array(rows.length)
      for (let row = 0; row < rows.length; row++) filled[row] = rows[row]?.[place] ?? Number.NaN
      return filled
    }
    return Object.fromEntries(names.map((name) => [name, list(name)])) as Columns<Row>
  }

  readonly run = async (query: Query<unknown>): Promise<number> => {
    const { sql: text, parameters } = query.compile(build)
    return this.prepare(text).run(...parameters).changes
  }
}

/** The one connection that writes: durable at every commit. Brings the file to the newest schema. Throws `STORE_…`. */
export function openWriter(folder: string, isBeingFilled = false): Connection {
  const db = openForWriting(folder)
  if (!isBeingFilled) refuseHalfRestored(db)
  migrate(db, SCHEMA)
  return new Connection(db)
}

/** The file as it is, or made: no tables are. */
export function openForWriting(folder: string): Database.Database {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new Database(databaseFile(folder))
  db.pragma(`page_size = ${PAGE_BYTES}`)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  db.pragma(`cache_size = -${WRITER_CACHE_KIB}`)
  db.pragma(`busy_timeout = ${BUSY_MS}`)
  // What is erased is overwritten, not only unlinked.
  db.pragma('secure_delete = ON')
  return db
}

export function openReader(folder: string): Connection {
  const db = new Database(databaseFile(folder), { readonly: true, fileMustExist: true })
  db.pragma(`cache_size = -${READER_CACHE_KIB}`)
  db.pragma(`busy_timeout = ${BUSY_MS}`)
  return new Connection(db)
}

function refuseHalfRestored(db: Database.Database): void {
  const found = db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(RESTORE_TABLE)
  if (found !== undefined) throw fail('STORE_HALF_RESTORED')
}

/** Brings the tables to version `upTo`. */
export function migrate(db: Database.Database, upTo: number): void {
  const done = db.pragma('user_version', { simple: true }) as number
  if (done > upTo) throw fail('STORE_NEWER', { name: String(done) })
  for (let number = done; number < upTo; number++) {
    const migration = MIGRATIONS[number] ?? ''
    db.transaction(() => {
      if (typeof migration === 'string') db.exec(migration)
      else migration(db)
      db.pragma(`user_version = ${number + 1}`)
    })()
  }
}
