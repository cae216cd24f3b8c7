import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { attachmentsIn } from '../../../cloud/src/attachments/folder.ts'
import type { PostgresServer } from '../../../cloud/test/harness/postgres-server.ts'
import { SITE } from '../../../cloud/test/harness/test-cloud.ts'

type Cell = string | number | Uint8Array | null

/** Somebody who can write every row and every file: `$1`, `$2`, … are the values of a statement, in their order. */
export type Intruder = {
  folder: string
  rows<Row>(text: string, values?: Cell[]): Promise<Row[]>
  run(text: string, values?: Cell[]): Promise<void>
  /** Bytes of a photo: a file, or what lies in the store. */
  photo(digest: string): Promise<Uint8Array>
  /** Other bytes in their place; null takes them away. */
  setPhoto(digest: string, bytes: Uint8Array | null): Promise<void>
}
/** A cloud at rest that is copied for each edit. */
export interface Target {
  /** Address of the store of the original; undefined where it lies in the folder. */
  readonly url: string | undefined
  /** A fresh copy of the original, changed by `edit`, then looked at. */
  withCopy<Result>(
    edit: (intruder: Intruder) => Promise<string>,
    look: (place: string, copy: { data: string; url: string | undefined }) => Promise<Result>,
  ): Promise<Result>
}

/** The embedded store, in the folder. */
export function sqliteTarget(origin: string, copy: string): Target {
  return {
    url: undefined,
    async withCopy(edit, look) {
      rmSync(copy, { recursive: true, force: true })
      cpSync(origin, copy, { recursive: true })
      const db = new Database(join(copy, 'store', 'cloud.db'))
      const numbered = (text: string) => text.replaceAll(/\$\d/g, '?')
      const photoFile = (digest: string) => join(attachmentsIn(copy), SITE, digest)
      const intruder: Intruder = {
        folder: copy,
        rows: async (text, values = []) => db.prepare(numbered(text)).all(...values) as never[],
        run: async (text, values = []) => void db.prepare(numbered(text)).run(...values),
        photo: async (digest) => readFileSync(photoFile(digest)),
        setPhoto: async (digest, bytes) =>
          bytes === null ? rmSync(photoFile(digest)) : writeFileSync(photoFile(digest), bytes),
      }
      const place = await edit(intruder).finally(() => db.close())
      return look(place, { data: copy, url: undefined })
    },
  }
}

/** Whose rows a statement changes. */
const tableIn = (text: string): string => /^(?:UPDATE|DELETE FROM) (\w+)/.exec(text)?.[1] ?? ''

/**
 * A database of the server, and the folder beside it. One copy serves all edits: what an edit has changed is put back from
 * tables that nobody looks at, which takes a tenth of the time that another copy would.
 */
export async function postgresTarget(
  server: PostgresServer,
  database: string,
  origin: string,
  copy: string,
): Promise<Target & { close(): Promise<void> }> {
  const name = server.createDatabase(database)
  const client = new pg.Client({ connectionString: server.url(name) })
  await client.connect()
  // What refers to a row does not hold it up.
  await client.query('CREATE SCHEMA kept; SET session_replication_role = replica')
  const kept = new Set<string>()
  const touched = new Set<string>()
  async function touch(table: string): Promise<void> {
    if (table === '') throw new Error('a statement that names no table')
    if (!kept.has(table)) await client.query(`CREATE TABLE kept.${table} AS TABLE ${table}`)
    kept.add(table)
    touched.add(table)
  }
  async function putBack(): Promise<void> {
    for (const table of touched)
      await client.query(
        `BEGIN; DELETE FROM ${table}; INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM kept.${table}; COMMIT`,
      )
    touched.clear()
  }
  return {
    url: server.url(database),
    async withCopy(edit, look) {
      rmSync(copy, { recursive: true, force: true })
      cpSync(origin, copy, { recursive: true })
      const intruder: Intruder = {
        folder: copy,
        rows: async (text, values = []) => (await client.query(text, values)).rows as never[],
        async run(text, values = []) {
          await touch(tableIn(text))
          await client.query(text, values)
        },
        async photo(digest) {
          const { rows } = await client.query('SELECT bytes FROM attachment_piece WHERE digest = $1', [digest])
          return (rows[0] as { bytes: Uint8Array }).bytes
        },
        setPhoto: (digest, bytes) =>
          bytes === null
            ? intruder.run('DELETE FROM attachment_piece WHERE digest = $1', [digest])
            : intruder.run('UPDATE attachment_piece SET bytes = $2 WHERE digest = $1', [digest, bytes]),
      }
      try {
        const place = await edit(intruder)
        return await look(place, { data: copy, url: server.url(name) })
      } finally {
        await putBack()
      }
    },
    async close() {
      await client.end()
      server.dropDatabase(name)
    },
  }
}
