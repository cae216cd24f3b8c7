import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Series } from '../src/routes/series/schema.ts'
import { SealingJob } from '../src/sealing/job.ts'
import type { Store } from '../src/store/store.ts'
import { answersOf, fillKitchen } from './harness/kitchen.ts'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'
import { onPostgres, rowsOfStore, tamper } from './harness/test-store.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const START = Date.UTC(2027, 1, 20, 3)

/** As if every hour had changed. */
const MARK_ALL = `DELETE FROM dirty_hour; INSERT INTO dirty_hour SELECT site, series, hour${onPostgres ? '' : ', 1'} FROM rollup_hour;
  UPDATE rollup_hour SET n = 0, integral = -1`

let t: TestCloud
let boxes: TestBox[]
let before: Record<string, unknown>
beforeAll(async () => {
  t = await openTestCloud({ now: START + 10 * DAY_MS })
  boxes = await fillKitchen(t, START)
  before = await answersOf(t, START)
  t.clock.now += 2 * HOUR_MS
})
afterAll(() => t.close())

const jobOn = (store: Store, afterHours = 24) =>
  new SealingJob({
    store,
    afterHours,
    everyMs: DAY_MS,
    now: () => t.clock.now,
    onFailure: (_place, error) => expect.fail(String(error)),
  })
const count = (table: string) => Number(rowsOfStore(t.folder, `SELECT count(*) FROM ${table}`))
const unsealed = () => Number(rowsOfStore(t.folder, 'SELECT count(*) FROM segment WHERE hour >= 0'))
const raw = async (device: string, from: number, to: number): Promise<Series> =>
  (
    await t.ask(
      `GET /v1/sites/${SITE}/series?device=${device}&point=air-temperature&from=${from}&to=${to}&resolution=raw`,
    )
  ).body

it('a job killed between packing and taking away has lost nothing, shows nothing twice, and begins again', async () => {
  let calls = 0
  const dying = {
    ...t.cloud.store,
    dropSegments: (request: Parameters<Store['dropSegments']>[0]) =>
      ++calls > 1
        ? Promise.reject(new Error('killed'))
        : t.cloud.store.dropSegments({ ...request, batches: request.batches.slice(0, 1) }),
  }
  await expect(jobOn(dying).runOnce()).rejects.toThrow('killed')
  expect(count('chunk')).toBeGreaterThan(0)
  expect(unsealed()).toBeGreaterThan(0)
  expect(await answersOf(t, START)).toEqual(before)
})

it('all that queries say is the same after readings were sealed', async () => {
  await jobOn(t.cloud.store).runOnce()
  expect(unsealed()).toBe(0)
  expect(await answersOf(t, START)).toEqual(before)
})

it('hours are summed from chunks as they were from segments', async () => {
  tamper(t.folder, MARK_ALL)
  expect(await answersOf(t, START)).toEqual(before)
})

it('what comes late to a sealed day is read at once, counts in its hour, and is sealed later', async () => {
  const [box] = boxes as [TestBox]
  const wall = START + 30 * 60_000
  await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 99), wall }]))
  const seen = async () => (await raw('fridge-1', START, START + HOUR_MS)).v
  expect(await seen()).toEqual([0, 0, 99])
  const job = jobOn(t.cloud.store)
  await job.runOnce()
  expect(unsealed()).toBe(1)
  t.clock.now += 2 * HOUR_MS
  const answers = await answersOf(t, START)
  expect((answers['fridge-1 hour'] as Series).n?.[0]).toBe(3)
  await job.runOnce()
  expect(unsealed()).toBe(0)
  expect(await seen()).toEqual([0, 0, 99])
  expect(await answersOf(t, START)).toEqual(answers)
})

it('a clock found wrong after its readings were sealed moves them and the sums of their hours', async () => {
  const [, box] = boxes as [unknown, TestBox]
  const first = (await raw('fridge-2', START - DAY_MS, START + DAY_MS)).t[0]
  const ms = -5 * DAY_MS - 3 * HOUR_MS
  const data = { era: 1, first: 1, last: 20, ms, reason: 'ran faster' }
  await t.post(box, box.seal([{ body: { type: 'event', event: 'clock-corrected', data }, wall: START }]))
  const answers = await answersOf(t, START)
  expect((await raw('fridge-2', START - DAY_MS, START + DAY_MS)).t[0]).toBe((first ?? 0) - 3 * HOUR_MS)
  const hours = answers['fridge-2 hour'] as Series
  expect(hours.t[0]).toBe(Math.floor(((first ?? 0) - 3 * HOUR_MS) / HOUR_MS) * HOUR_MS)
  expect(hours.n?.reduce((sum, n) => sum + n, 0)).toBe(40)
})

it('of two that would seal a site the second finds it taken', async () => {
  const [box] = boxes as [TestBox]
  await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 1), wall: START }]))
  t.clock.now += 2 * HOUR_MS
  let meanwhile: unknown
  const slow: Store = {
    ...t.cloud.store,
    async packedSeries(request) {
      meanwhile ??= await jobOn(t.cloud.store).runOnce()
      return t.cloud.store.packedSeries(request)
    },
  }
  expect(await jobOn(slow).runOnce()).toMatchObject({ segments: 1 })
  expect(meanwhile).toMatchObject({ segments: 0 })
})

it('whoever lost its turn writes nothing any more', async () => {
  const turn = { site: 1, job: 'derived', holder: 'gone', at: 0, until: 1 }
  expect(await t.cloud.store.dropSegments({ turn, batches: [{ hour: 0, box: 1, batch: 1 }] })).toBe(false)
  const sealed = { chunks: [], boxes: [], points: 0, segments: 0 }
  expect(await t.cloud.store.saveChunks({ turn, site: 1, day: 1, sealed })).toBe(false)
})
