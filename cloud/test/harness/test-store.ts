import { cp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { inject } from 'vitest'
import { PostgresServer, READY } from './postgres-server.ts'

/** Whether this run is the one on PostgreSQL. */
export const onPostgres = process.env.ZAOJUN_TEST_STORE === 'postgres'

/** The run's own server. */
export const testServer = (): PostgresServer => PostgresServer.at(inject('postgresFolder'))

const databases = new Map<string, string>()
/** The database that goes with a data folder: the same folder, the same database. */
function databaseOf(folder: string): string {
  const name = databases.get(folder) ?? testServer().createDatabase(READY)
  databases.set(folder, name)
  return name
}

/** Address of the store that goes with a data folder; undefined for the embedded one, which lies in it. */
export const storeUrlOf = (folder: string): string | undefined =>
  onPostgres ? testServer().url(databaseOf(folder)) : undefined

export function dropStore(folder: string): void {
  const name = databases.get(folder)
  if (name !== undefined) testServer().dropDatabase(name)
  databases.delete(folder)
}

/** Copies a store at rest. */
export async function copyStore(from: string, to: string): Promise<void> {
  if (onPostgres) databases.set(to, testServer().createDatabase(databaseOf(from)))
  else await cp(join(from, 'store'), join(to, 'store'), { recursive: true })
}

/** Puts a copy in the place of the store, which is gone. */
export async function restoreStore(copy: string, folder: string): Promise<void> {
  if (onPostgres) {
    dropStore(folder)
    databases.set(folder, testServer().createDatabase(databaseOf(copy)))
    return
  }
  await rm(join(folder, 'store'), { recursive: true })
  await copyStore(copy, folder)
}

/** Whatever the store holds, as bytes: the embedded one's files, all rows of the other. */
export async function bytesOfStore(folder: string): Promise<Buffer> {
  if (onPostgres) return Buffer.from(testServer().dump(databaseOf(folder)))
  const files = ['cloud.db', 'cloud.db-wal'].map((file) => join(folder, 'store', file))
  return Buffer.concat(await Promise.all(files.map((file) => readFile(file).catch(() => Buffer.alloc(0)))))
}

/** Changes the store behind its back: SQL that both engines read. */
export function tamper(folder: string, statements: string): void {
  if (onPostgres) {
    testServer().sql(databaseOf(folder), statements)
    return
  }
  const db = new Database(join(folder, 'store', 'cloud.db'))
  try {
    db.exec(statements)
  } finally {
    db.close()
  }
}

/** What a query of one column gives, a line each. */
export function rowsOfStore(folder: string, query: string): string {
  if (onPostgres) return testServer().sql(databaseOf(folder), query)
  const db = new Database(join(folder, 'store', 'cloud.db'), { readonly: true })
  try {
    return db.prepare(query).pluck().all().join('\n')
  } finally {
    db.close()
  }
}
