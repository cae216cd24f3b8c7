import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { int4Array, int8Array, textArray } from '../../src/store/postgres/binary.ts'
import { parseHosts } from '../../src/store/postgres/hosts.ts'
import { dropEmptyPartitions, makePartitions, monthAt } from '../../src/store/postgres/partitions.ts'
import { Primary } from '../../src/store/postgres/primary.ts'
import { seenInMemory } from '../../src/store/postgres/seen.ts'
import { Sessions } from '../../src/store/postgres/sessions.ts'
import { types } from '../../src/store/postgres/types.ts'
import { reading } from '../harness/test-box.ts'
import { openTestCloud, SITE } from '../harness/test-cloud.ts'
import { testServer } from '../harness/test-store.ts'

describe('arrays in PostgreSQL’s binary form', () => {
  let client: pg.Client
  beforeAll(async () => {
    client = new pg.Client({ connectionString: testServer().url('postgres'), types })
    await client.connect()
  })
  afterAll(() => client.end())
  const back = async (type: string, bytes: Buffer): Promise<unknown> =>
    JSON.parse((await client.query(`SELECT to_json($1::${type})::text AS back`, [bytes])).rows[0].back)

  it('come out as they went in', async () => {
    const safe = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })
    const text = fc.string({ unit: 'grapheme' }).filter((each) => !each.includes('\0'))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer()),
        fc.array(fc.option(safe)),
        fc.array(fc.option(text)),
        async (ints, longs, texts) => {
          expect(await back('int[]', int4Array(ints))).toEqual(ints)
          expect(await back('bigint[]', int8Array(longs))).toEqual(longs)
          expect(await back('text[]', textArray(texts))).toEqual(texts)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('the address of the store', () => {
  it('may list several servers, which share user, database and options', () => {
    const hosts = parseHosts('postgres://u:p%40ss@a:5433,b,[::1]:1/kitchens?application_name=a')
    expect(hosts.map(({ name }) => name)).toEqual(['a:5433', 'b:5432', '[::1]:1'])
    expect(hosts.map(({ config }) => config.connectionString)).toEqual(
      ['a:5433', 'b', '[::1]:1'].map((place) => `postgres://u:p%40ss@${place}/kitchens?application_name=a`),
    )
  })

  it('may name a folder with a socket', () => {
    expect(parseHosts('postgresql://u@localhost/kitchens?host=%2Frun%2Fpostgresql')[0]?.name).toBe(
      '/run/postgresql:5432',
    )
  })

  it.each([
    'mysql://u@a/b',
    'postgres://a',
    'postgres://u:secret@a:port/b',
    'postgres://u:secret@a,,b/c',
    'postgres:///x',
    'postgres://u:secret@a/b?sslmode=bogus',
    'postgres://u:secret@a/b?sslmode=allow',
    'postgres://u:secret@a/b?sslmode=verify-full&sslrootcert=/no/such/authority.pem',
    '',
  ])('is refused where it is wrong, and no password is repeated: %s', (url) => {
    const parse = () => parseHosts(url)
    expect(parse).toThrow(expect.objectContaining({ code: 'STORE_URL' }))
    expect(parse).not.toThrow(/secret/)
  })
})

describe('partitions by month', () => {
  it('begin and end where UTC months do, over the end of a year', () => {
    const { table, from, to } = monthAt('segment', Date.UTC(2027, 10, 30, 23), 2)
    expect([table, from, to]).toEqual(['segment_2028_01', Date.UTC(2028, 0, 1) / 3.6e6, Date.UTC(2028, 1, 1) / 3.6e6])
  })

  it('take over what came before they were there, and ingest and queries notice nothing', async () => {
    const database = testServer().createDatabase()
    const url = testServer().url(database)
    const t = await openTestCloud({ store: { url }, now: Date.UTC(2027, 2, 1, 8) })
    const box = await t.enrolled()
    const far = Date.UTC(2027, 8, 5)
    const post = (value: number) =>
      t.post(box, box.seal([{ body: reading('late', 'gross', value), wall: far + value }]))
    await post(1)
    const count = (table: string) => Number(testServer().sql(database, `SELECT count(*) FROM ${table}`))
    expect(count('segment_other')).toBe(1)
    const primary = new Primary({
      hosts: parseHosts(url),
      connections: 2,
      statementMs: 10_000,
      seen: seenInMemory(),
      random: Math.random,
      onFailure: (_place, error) => expect.fail(String(error)),
    })
    await makePartitions(new Sessions(primary), far)
    // Months long over that hold nothing go; those that hold something stay.
    const partitions = () => testServer().sql(database, `SELECT relid FROM pg_partition_tree('segment') WHERE isleaf`)
    await dropEmptyPartitions(new Sessions(primary), far + 120 * 24 * 3_600_000)
    expect(partitions()).not.toContain('segment_2027_03')
    expect(partitions()).toContain('segment_2027_09')
    await primary.stop()
    await post(2)
    expect([count('segment_other'), count('segment_2027_09')]).toEqual([0, 2])
    const query = { site: SITE, device: 'late', point: 'gross', from: far, to: far + 10, timeUnknown: false, max: 10 }
    expect((await t.cloud.store.raw(query)).v).toEqual([1, 2])
    await t.close()
  })
})
