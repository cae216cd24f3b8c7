import { afterAll, beforeAll, expect, it } from 'vitest'
import { TABLE_KINDS } from '../../src/store/postgres/table-kinds.ts'
import { openTestCloud, type TestCloud } from '../harness/test-cloud.ts'
import { testServer } from '../harness/test-store.ts'

/** What also runs where Citus spreads the store over several machines; each rule is a failure seen there. */
let t: TestCloud
let database: string
beforeAll(async () => {
  database = testServer().createDatabase()
  t = await openTestCloud({ store: { url: testServer().url(database) } })
})
afterAll(() => t.close())

const rows = (statement: string) =>
  testServer()
    .sql(database, statement)
    .split('\n')
    .filter((line) => line !== '')
const kindOf = (table: string): string | undefined =>
  (TABLE_KINDS as Record<string, string>)[/^(segment|chunk)_(other|\d)/.exec(table)?.[1] ?? table]

it('every table says what becomes of it when sites are spread over machines', () => {
  const tables = rows(
    `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`,
  )
  expect(tables.length).toBeGreaterThan(25)
  expect(tables.filter((table) => kindOf(table) === undefined)).toEqual([])
})

it('the site stands in every primary key and unique index of what is split by it', () => {
  const keys = rows(
    `SELECT c.relname, bool_or(a.attname = 'site') FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
     WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace GROUP BY i.indexrelid, c.relname`,
  ).map((line) => line.split('|'))
  const wrong = keys.filter(([table = '', hasSite]) => kindOf(table) === 'site' && hasSite !== 't')
  expect(wrong).toEqual([])
  const keyed = new Set(keys.map(([table]) => table))
  expect(Object.keys(TABLE_KINDS).filter((table) => !keyed.has(table))).toEqual([])
})

it('the site is an integer that is never null, everywhere', () => {
  const columns = rows(
    `SELECT table_name, data_type, is_nullable FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'site'`,
  ).map((line) => line.split('|'))
  const wrong = columns.filter(
    ([table = '', type, nullable]) => kindOf(table) === 'site' && (type !== 'integer' || nullable !== 'NO'),
  )
  expect(wrong).toEqual([])
})

it('there is no trigger, no foreign key and no sequence of integers', () => {
  expect(rows('SELECT tgname FROM pg_trigger WHERE NOT tgisinternal')).toEqual([])
  expect(rows(`SELECT conname FROM pg_constraint WHERE contype = 'f'`)).toEqual([])
  expect(rows(`SELECT sequence_name FROM information_schema.sequences WHERE data_type <> 'bigint'`)).toEqual([])
})
