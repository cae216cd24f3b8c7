import { afterAll, beforeAll, expect, it } from 'vitest'
import { rebuild } from '../src/rebuild/rebuild.ts'
import { answersOf, fillKitchen } from './harness/kitchen.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'
import { rowsOfStore, storeUrlOf, tamper } from './harness/test-store.ts'
import { zaojun } from './harness/zaojun-command.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const START = Date.UTC(2027, 1, 20, 3)

let t: TestCloud
let before: Record<string, unknown>
beforeAll(async () => {
  t = await openTestCloud({ now: START + 10 * DAY_MS })
  await fillKitchen(t, START)
  before = await answersOf(t, START)
  t.clock.now += 2 * HOUR_MS
  await t.cloud.sealing.runOnce()
})
afterAll(() => t.close())

const now = () => t.clock.now
const count = (table: string) => Number(rowsOfStore(t.folder, `SELECT count(*) FROM ${table}`))

it('broken off, it has changed no answer and goes on where it was', async () => {
  let steps = 0
  const dying = {
    ...t.cloud.store,
    rederive: (request: Parameters<typeof t.cloud.store.rederive>[0]) =>
      ++steps > 2 ? Promise.reject(new Error('killed')) : t.cloud.store.rederive(request),
  }
  await expect(rebuild({ store: dying, now })).rejects.toThrow('killed')
  expect(await answersOf(t, START)).toEqual(before)
  let again = 0
  const counting = {
    ...t.cloud.store,
    rederive: (request: Parameters<typeof t.cloud.store.rederive>[0]) => {
      again++
      return t.cloud.store.rederive(request)
    },
  }
  const rebuilt = await rebuild({ store: counting, site: SITE, now })
  expect(rebuilt).toMatchObject({ sites: 1, skipped: 0, broken: [] })
  expect(again).toBe(Math.ceil(40 / 20) + Math.ceil(41 / 20) - 2)
  expect(await answersOf(t, START)).toEqual(before)
  expect(count('chunk')).toBe(0)
})

it('makes again what was lost or spoilt: chunks, segments, sums of hours, the newest readings', async () => {
  await t.cloud.sealing.runOnce()
  expect(count('chunk')).toBeGreaterThan(0)
  tamper(
    t.folder,
    'DELETE FROM chunk; DELETE FROM segment; DELETE FROM latest; UPDATE rollup_hour SET n = 0, integral = 7',
  )
  await rebuild({ store: t.cloud.store, now })
  expect(await answersOf(t, START)).toEqual(before)
  await t.cloud.sealing.runOnce()
  expect(await answersOf(t, START)).toEqual(before)
})

it('names envelopes whose bytes are not those of their digest, and leaves what was made of them', async () => {
  tamper(
    t.folder,
    'UPDATE batch SET envelope = (SELECT other.envelope FROM batch AS other WHERE other.n = 1 LIMIT 1) WHERE n = 2',
  )
  const { broken } = await rebuild({ store: t.cloud.store, now })
  expect(broken).toHaveLength(2)
})

it('a site there is none of is named, and nothing is called done', async () => {
  const url = storeUrlOf(t.folder)
  const at = ['--data', t.folder, ...(url === undefined ? [] : ['--store.url', url])]
  const { status, stdout, stderr } = await zaojun('rebuild', '--site', 'nosite', ...at)
  expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(/^✗ SITE_UNKNOWN: .*nosite/)])
})

it('leaves a site alone while another job works on it', async () => {
  const turn = { site: 1, job: 'derived', holder: 'sealing', at: now(), until: now() + 60_000 }
  expect(await t.cloud.store.takeTurn(turn)).toBe(true)
  await expect(rebuild({ store: t.cloud.store, now })).rejects.toThrow(`site ${SITE}: another job`)
})
