import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { answersOf, fillKitchen } from '../harness/kitchen.ts'
import { ALL_SITES, wrongIn } from '../harness/spread-statements.ts'
import { openTestCloud, SITE } from '../harness/test-cloud.ts'
import { seenStatements } from '../harness/watch-statements.ts'

/** What also runs where Citus spreads the store over several machines; each rule is a failure seen there. */
const STORE = join(import.meta.dirname, '../../src/store')
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

it('batches, queries, roll-ups, sealing and a removal name the site of what they touch', async () => {
  const start = Date.UTC(2027, 1, 20, 3)
  const t = await openTestCloud({ now: start + 10 * DAY_MS })
  await fillKitchen(t, start)
  await answersOf(t, start)
  t.clock.now += 2 * HOUR_MS
  await t.cloud.sealing.runOnce()
  await t.cloud.retention.runOnce()
  for (const asked of ['alarms', `sites/${SITE}/events`, `sites/${SITE}/boxes`, `sites/${SITE}/maintenance`])
    expect((await t.ask(`GET /v1/${asked}`)).status, asked).toBe(200)
  await t.close()
  const statements = [...seenStatements()]
  for (const table of ['batch', 'segment', 'chunk', 'rollup_hour', 'latest'])
    expect(statements.filter((text) => new RegExp(`\\b${table}\\b`).test(text)).length, table).toBeGreaterThan(1)
  expect(statements.flatMap(wrongIn)).toEqual([])
})

it.each([
  ['a table split by site is read without its site', 'SELECT n FROM batch WHERE box = $1'],
  ['a table split by site is read without its site', 'UPDATE "batch" SET n = 1 WHERE "site".no = $1'],
  [
    'a table split by site is read without its site',
    'SELECT 1 FROM segment JOIN batch_hour ON batch_hour.box = segment.box WHERE segment.site = $1',
  ],
  [
    'a table split by site is read without its site',
    'SELECT 1 FROM alarm JOIN box ON box.site = alarm.site AND box.no = alarm.box WHERE closed = $1',
  ],
  ['a table split by site is read without its site', 'DELETE FROM segment_2027_03 WHERE hour < $1'],
  ['a row is added without its site', 'INSERT INTO latest (series, at) VALUES ($1, $2)'],
  ['a row is added without its site', 'COPY segment (series, hour) FROM STDIN (FORMAT binary)'],
  [
    'a table split by site is joined with one that is not',
    'SELECT 1 FROM batch JOIN leaf ON leaf.box = batch.box WHERE batch.site = $1',
  ],
  [
    'a clock or chance at a conflict',
    'INSERT INTO box_change (site) VALUES ($1) ON CONFLICT (site) DO UPDATE SET changed_at = now()',
  ],
  [
    'a subquery at a conflict',
    'INSERT INTO lease (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET holder = (SELECT $2)',
  ],
  [
    'an insert beside one that selects',
    `WITH hours AS (INSERT INTO batch_hour (site, hour) SELECT box_state.site, 1 FROM box_state WHERE box_state.site = $1)
     INSERT INTO latest (site, series) SELECT box_state.site, 1 FROM box_state WHERE box_state.site = $1`,
  ],
  [
    'a row moves to another site',
    'INSERT INTO site_head (site) VALUES ($1) ON CONFLICT (site) DO UPDATE SET site = excluded.site',
  ],
  ['a subquery among values', 'INSERT INTO leaf (size) VALUES ((SELECT max(size) FROM leaf))'],
  ['an advisory lock', 'SELECT pg_try_advisory_lock(1)'],
  ['MERGE', 'MERGE INTO lease USING (VALUES (1)) AS v ON true WHEN MATCHED THEN DELETE'],
  ['rows are locked without their site', 'SELECT box FROM box_state WHERE box = $1 FOR UPDATE'],
])('%s is found: %s', (wrong, text) => {
  expect(wrongIn(text)).toContain(wrong)
})

it.each([
  'SELECT n FROM "batch" WHERE "batch"."site" = $1 AND box = $2',
  'SELECT 1 FROM batch JOIN unnest($1::int[]) AS asked (site) ON batch.site = asked.site',
  'SELECT 1 FROM latest WHERE (site, series) IN ((1, 2))',
  'INSERT INTO box_change (site, changed_at) VALUES ($1, now()) ON CONFLICT (site) DO UPDATE SET changed_at = excluded.changed_at',
  'SELECT generation FROM leaf WHERE size > $1 FOR UPDATE',
])('nothing is found where it would do: %s', (text) => {
  expect(wrongIn(text)).toEqual([])
})

it('the migrator alone takes an advisory lock, and nothing looks at the constraint of an error', () => {
  const files = readdirSync(STORE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const holding = (pattern: RegExp) => files.filter((file) => pattern.test(readFileSync(join(STORE, file), 'utf8')))
  expect(files.length).toBeGreaterThan(50)
  expect(holding(/pg_\w*advisory/)).toEqual(['postgres/migrate.ts'])
  expect(holding(/\.constraint\b|\bconstraint[?]?:/)).toEqual([])
})

it('each statement over all sites says why', () => {
  expect(ALL_SITES.filter(({ why }) => why.length < 10)).toEqual([])
})
