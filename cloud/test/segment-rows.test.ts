import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ByteReader } from '../src/ingest/bytes.ts'
import { readPoints } from '../src/ingest/points.ts'
import { answersOf, fillKitchen } from './harness/kitchen.ts'
import { openTestCloud } from './harness/test-cloud.ts'
import { dropStore, onPostgres, rowsOfStore, tamper } from './harness/test-store.ts'

const START = Date.UTC(2027, 1, 20, 3)
const NOW = START + 10 * 24 * 3_600_000
const folder = await mkdtemp(join(tmpdir(), 'zaojun-segments-'))
afterAll(async () => {
  dropStore(folder)
  await rm(folder, { recursive: true })
})

type Row = { site: number; hour: number; box: number; batch: number; series: number[]; points: string }
const OBJECT = onPostgres ? 'json_build_object' : 'json_object'
const LISTED = onPostgres ? 'series::json' : 'json(series)'
const HEX = onPostgres ? `encode(points, 'hex')` : 'hex(points)'
const ROWS = `SELECT ${OBJECT}('site', site, 'hour', hour, 'box', box, 'batch', batch, 'series', ${LISTED}, 'points', ${HEX}) FROM segment`
const COLUMNS = `batch bigint NOT NULL, t0 bigint NOT NULL, t1 bigint NOT NULL, s0 bigint NOT NULL, s1 bigint NOT NULL,
  min double precision, max double precision, integral double precision NOT NULL, good double precision NOT NULL,
  missing double precision NOT NULL, site integer NOT NULL, series integer NOT NULL, hour integer NOT NULL,
  box integer NOT NULL, part integer NOT NULL, n integer NOT NULL, points ${onPostgres ? 'bytea' : 'blob'} NOT NULL`
const AS_BEFORE = onPostgres
  ? `DROP TABLE segment; CREATE TABLE segment (${COLUMNS}, PRIMARY KEY (site, hour, box, batch, series, part)) PARTITION BY RANGE (hour);
     CREATE TABLE segment_other PARTITION OF segment DEFAULT;
     CREATE TABLE segment_2027_02 PARTITION OF segment FOR VALUES FROM (${Date.UTC(2027, 1) / 3.6e6}) TO (${Date.UTC(2027, 2) / 3.6e6});
     DELETE FROM migration WHERE number = 9;`
  : `DROP TABLE segment; CREATE TABLE segment (${COLUMNS});
     CREATE UNIQUE INDEX segment_key ON segment (site, hour, box, batch, series, part); PRAGMA user_version = 14;`

/** The segments of a row, each as the row of its own that it was. */
function singles({ site, hour, box, batch, series, points }: Row): string[] {
  const from = new ByteReader(Buffer.from(points, 'hex'))
  const column = (read: () => number) => series.map(read)
  expect(from.varint()).toBe(series.length)
  const stepped = () => {
    let before = 0
    return column(() => {
      before += from.signed()
      return before
    })
  }
  const [part, n] = [column(() => from.varint()), column(() => from.varint())]
  const [t0, s0] = [stepped(), stepped()]
  const bytes = column(() => from.varint()).map((length) => from.raw(length))
  return bytes.map((own, i) => {
    const head = { n: n[i] ?? 0, t0: t0[i] ?? 0, s0: s0[i] ?? 0 }
    const { t, s } = readPoints(own, head)
    const blob = `${onPostgres ? `'\\x` : `x'`}${Buffer.from(own).toString('hex')}'`
    return `(${batch}, ${head.t0}, ${t.at(-1)}, ${head.s0}, ${s.at(-1)}, 1, 2, 3, 4, 5, ${site}, ${series[i]}, ${hour}, ${box},
      ${part[i]}, ${head.n}, ${blob})`
  })
}

it('a store in which each segment had a row of its own says the same once they stand together', async () => {
  const first = await openTestCloud({ folder, now: NOW })
  await fillKitchen(first, START)
  const before = await answersOf(first, START)
  await first.close()
  const rows = rowsOfStore(folder, ROWS).split('\n')
  const all = rows.flatMap((row) => singles(JSON.parse(row) as Row))
  expect(all.length).toBeGreaterThan(rows.length)
  tamper(folder, `${AS_BEFORE} INSERT INTO segment VALUES ${all.join(', ')}`)
  // Sums have to come from the segments again.
  const mark = onPostgres ? 'site, series, hour' : 'site, series, hour, 1'
  tamper(folder, `INSERT INTO dirty_hour SELECT ${mark} FROM rollup_hour; UPDATE rollup_hour SET n = 0, integral = -1`)

  const second = await openTestCloud({ folder, now: NOW })
  expect(await answersOf(second, START)).toEqual(before)
  await second.close()
  expect(rowsOfStore(folder, ROWS).split('\n').sort()).toEqual(rows.sort())
})
