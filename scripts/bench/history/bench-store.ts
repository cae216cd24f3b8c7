import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createPostgresStore } from '../../../cloud/src/store/postgres/store.ts'
import { databaseFile } from '../../../cloud/src/store/sqlite/database.ts'
import { createSqliteStore } from '../../../cloud/src/store/sqlite/store.ts'
import type { Store } from '../../../cloud/src/store/store.ts'
import { DURABLE_SETTINGS, PostgresServer } from '../../../cloud/test/harness/postgres-server.ts'

export const ENGINES = ['sqlite', 'postgres'] as const
export type Engine = (typeof ENGINES)[number]
/** What of the store each figure is about: tables with their indexes. */
const FORMS = {
  segments: ['segment', 'batch_hour'],
  chunks: ['chunk', 'sealed_day'],
  rollups: ['rollup_hour'],
  envelopes: ['batch'],
}
export type Form = keyof typeof FORMS
/** Of each form: bytes on disk with indexes, and readings in it. */
export type Sizes = Record<Form, { bytes: number; readings: number }>

/** Clock ticks a second in /proc. */
const TICKS = 100
const MICROSECONDS = 1_000_000

export type BenchStore = {
  store: Store
  /** CPU seconds of this process and of the database's. */
  cpu(): number
  sizes(): Promise<Sizes>
  close(): Promise<void>
}

const own = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / MICROSECONDS
}
const fail = (place: string, error: unknown): void => console.error(place, error)

/** A durable store of its own with the clock in the caller's hands; in a folder of its own, or one that is kept. */
export async function openBenchStore(engine: Engine, now: () => number, kept?: string): Promise<BenchStore> {
  return engine === 'sqlite' ? openSqlite(now, kept) : openPostgres(now, kept)
}

async function openSqlite(now: () => number, kept: string | undefined): Promise<BenchStore> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'zaojun-bench-')))
  const store = createSqliteStore({ folder, readers: 1, now, onFailure: fail })
  await store.start()
  return {
    store,
    cpu: own,
    async sizes() {
      const db = new Database(databaseFile(folder), { readonly: true })
      const bytesOf = db.prepare(
        `SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = 1 AND name IN (SELECT name FROM sqlite_master WHERE tbl_name = ?)`,
      )
      const one = (query: string) => db.prepare(query).pluck().get() as number
      const sizes = sizesOf((table) => bytesOf.pluck().get(table) as number, one)
      db.close()
      return sizes
    },
    async close() {
      await store.stop()
      if (kept === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

async function openPostgres(now: () => number, kept: string | undefined): Promise<BenchStore> {
  const server = await PostgresServer.start(DURABLE_SETTINGS, kept)
  const database = kept === undefined ? server.createDatabase() : 'postgres'
  const url = server.url(database)
  const options = { url, connections: 8, statementSeconds: 600, startSeconds: 30, now, random: Math.random }
  const store = createPostgresStore({ ...options, onFailure: fail })
  await store.start()
  return {
    store,
    cpu: () => own() + serverCpu(server.folder),
    async sizes() {
      server.sql(database, 'VACUUM (ANALYZE) segment, batch_hour, chunk, batch')
      const one = (query: string) => Number(server.sql(database, query))
      return sizesOf(
        (table) =>
          one(`SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('${table}')`) ||
          one(`SELECT pg_total_relation_size('${table}')`),
        one,
      )
    },
    async close() {
      await store.stop()
      if (kept === undefined) await server.remove()
      else server.down()
    },
  }
}

function sizesOf(bytesOf: (table: string) => number, one: (query: string) => number): Sizes {
  const readings = {
    segments: one('SELECT coalesce(sum(n), 0) FROM segment'),
    chunks: one('SELECT coalesce(sum(n), 0) FROM chunk'),
    envelopes: one('SELECT coalesce(sum(readings), 0) FROM batch'),
  }
  const bytes = (form: Form) => FORMS[form].reduce((sum, table) => sum + bytesOf(table), 0)
  const { segments, chunks, envelopes } = readings
  return {
    segments: { bytes: bytes('segments'), readings: segments },
    chunks: { bytes: bytes('chunks'), readings: chunks },
    rollups: { bytes: bytes('rollups'), readings: envelopes },
    envelopes: { bytes: bytes('envelopes'), readings: envelopes },
  }
}

/** CPU seconds of a server, its workers and those that have ended. */
function serverCpu(folder: string): number {
  const postmaster = Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
  let ticks = 0
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(join('/proc', name, 'stat'), 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const isOwn = Number(name) === postmaster
      if (!isOwn && Number(fields[1]) !== postmaster) continue
      ticks += Number(fields[11]) + Number(fields[12])
      if (isOwn) ticks += Number(fields[13]) + Number(fields[14])
    } catch {
      // It has ended meanwhile.
    }
  }
  return ticks / TICKS
}
