import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { copyColumns, readColumns } from '../../src/store/postgres/columns.ts'
import { PackedReader } from '../../src/store/postgres/packed.ts'
import { types } from '../../src/store/postgres/types.ts'
import type { Kinds } from '../../src/store/queries.ts'
import { testServer } from '../harness/test-store.ts'

const QUERY_MS = 500

let client: pg.Client
beforeAll(async () => {
  client = new pg.Client({ connectionString: testServer().url('postgres'), types, query_timeout: 60_000 })
  await client.connect()
})
afterAll(() => client.end())

type Row = { whole: number; size: number | null }
const KINDS: Kinds<Row> = { whole: 'int4', size: 'float8' }
const columns = async (text: string, parameters: unknown[] = [], from: pg.Client = client) => {
  const { whole, size } = readColumns(await copyColumns(from, { text, parameters }, KINDS), KINDS)
  return Array.from(whole, (each, row) => ({ whole: each, size: size[row] }))
}

const written = (size: number) => (Object.is(size, -0) ? '-0' : String(size))

it('columns of numbers come out as they went in: no number as NaN, and −0 as 0', async () => {
  const number = fc.double({ noNaN: true })
  const rows = fc.array(fc.record({ whole: fc.integer(), size: fc.option(number) }), { maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const text = given.map(
        ({ whole, size }) => `('${whole}'::int4, ${size === null ? 'NULL' : `'${written(size)}'`}::float8)`,
      )
      const found = await columns(
        `SELECT * FROM (VALUES (0, NULL), ${[...text, '(0, NULL)'].join(', ')}) AS v (whole, size)`,
      )
      expect(found.slice(1, -1)).toEqual(given.map(({ whole, size }) => ({ whole, size: (size ?? Number.NaN) + 0 })))
    }),
    { numRuns: 60 },
  )
})

it.each([0, 1, 999, 1000, 1001, 2000, 2001, 12_345])(
  '%i rows come whole, over however many messages',
  async (count) => {
    const rows = await columns('SELECT i::int4 AS whole, i / 7.0 AS size FROM generate_series(1, $1) AS i', [count])
    const expected = Array.from({ length: count }, (_, i) => ({ whole: i + 1, size: (i + 1) / 7 }))
    expect(rows.toSorted((a, b) => a.whole - b.whole)).toEqual(expected)
  },
)

it('what the database refuses is told, and the connection goes on', async () => {
  await expect(columns('SELECT 1 / 0 AS whole, 1 AS size')).rejects.toMatchObject({ code: '22012' })
  await expect(
    columns('SELECT i / (i - $1) AS whole, 1 AS size FROM generate_series(1, 100000) AS i', [70_000]),
  ).rejects.toMatchObject({ code: '22012' })
  expect(await columns('SELECT 1 AS whole, 2 AS size')).toEqual([{ whole: 1, size: 2 }])
})

it('what takes too long is given up', async () => {
  const hasty = new pg.Client({ connectionString: testServer().url('postgres'), types, query_timeout: QUERY_MS })
  await hasty.connect()
  await expect(columns('SELECT 1 AS whole, 2 AS size FROM pg_sleep(60)', [], hasty)).rejects.toThrow(
    'Query read timeout',
  )
  await client.query('SELECT pg_terminate_backend($1)', [(hasty as unknown as { processID: number }).processID])
  await hasty.end()
})

it('only numbers are written into a statement', () => {
  const wrong = ["1'; DROP TABLE site; --", null, Number.NaN, Number.POSITIVE_INFINITY]
  for (const parameter of wrong)
    expect(() =>
      copyColumns(client, { text: 'SELECT $1 AS whole, 1 AS size', parameters: [parameter] }, KINDS),
    ).toThrow('$1 is no number')
})

it('bytes that are no such rows are refused, and nothing is written past the end of a list', () => {
  const message = (rows: number, ...lists: Buffer[]) => {
    const fields = [Buffer.from(Int32Array.of(rows).buffer).swap32(), ...lists]
    const parts = fields.flatMap((field) => [Buffer.from(Int32Array.of(field.length).buffer).swap32(), field])
    return Buffer.concat([Buffer.from([0, fields.length]), ...parts])
  }
  expect(() => new PackedReader([8, 4]).take(message(1, Buffer.alloc(16), Buffer.alloc(4)))).toThrow('longer')
  expect(() => new PackedReader([8]).take(message(1, Buffer.alloc(8), Buffer.alloc(4)))).toThrow('fields')
  expect(() => new PackedReader([8]).take(message(1, Buffer.alloc(8)).subarray(0, 17))).toThrow('within a field')
  const whole = message(2, Buffer.alloc(16), Buffer.alloc(8))
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const bytes = Buffer.from(whole)
      bytes[place] = (bytes[place] ?? 0) ^ change
      const reader = new PackedReader([8, 4])
      try {
        reader.take(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
    }),
  )
})
