import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { EVERYTHING } from '../src/rollup/due.ts'
import { LONGEST_HOLD_MS, sumHour } from '../src/rollup/hour.ts'
import { rollUpDue } from '../src/rollup/job.ts'
import type { Series } from '../src/routes/series/schema.ts'
import { reading, type Sealed } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'
import { onPostgres, tamper } from './harness/test-store.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const TEN = Date.UTC(2027, 2, 1, 10)

let t: TestCloud
beforeAll(async () => {
  t = await openTestCloud({ now: TEN + 5 * HOUR_MS })
})
afterAll(() => t.close())

const at = (device: string, wall: number, value: number, era = 1) => ({
  body: reading(device, 'air-temperature', value),
  wall,
  era,
})
const span = `from=${TEN}&to=${TEN + 4 * HOUR_MS}&resolution=hour`
const hoursOf = async (device: string): Promise<Series> =>
  (await t.ask(`GET /v1/sites/${SITE}/series?device=${device}&point=air-temperature&${span}`)).body
const rolledUp = async (device: string): Promise<Series | undefined> => {
  const { body } = await t.ask(`GET /v1/sites/${SITE}/rollups?${span}`)
  const found = (body as { series: (Series & { device: string })[] }).series.find((each) => each.device === device)
  return found?.t.length === 0 ? undefined : found
}

it('who looks at one series sees an hour in progress as it is, before it has been rolled up', async () => {
  const box = await t.enrolled()
  await t.post(box, box.seal([at('seen', TEN, 2), at('seen', TEN + HOUR_MS, 4)]))
  expect(await hoursOf('seen')).toMatchObject({ t: [TEN, TEN + HOUR_MS], v: [2, 4], n: [1, 1] })
  expect(await rolledUp('seen')).toBe(undefined)
  await rollUpDue(t.cloud.store)
  await t.post(box, box.seal([at('seen', TEN + HOUR_MS + LONGEST_HOLD_MS, 8)]))
  expect(await hoursOf('seen')).toMatchObject({ v: [2, 6], n: [1, 2] })
  expect(await rolledUp('seen')).toMatchObject({ v: [2, 4], n: [1, 1] })
  await rollUpDue(t.cloud.store)
  expect(await rolledUp('seen')).toMatchObject({ v: [2, 6], n: [1, 2] })
})

it('late readings of an older hour are seen in their place, between what was rolled up', async () => {
  const box = await t.enrolled()
  const [first, late, newer] = [0, 1, 2].map((hour) => box.seal([at('place', TEN + hour * HOUR_MS, hour + 2)]))
  for (const sealed of [newer, first]) await t.post(box, sealed as Sealed)
  await rollUpDue(t.cloud.store)
  await t.post(box, late as Sealed)
  const found = await hoursOf('place')
  expect([found.t, found.v]).toEqual([
    [TEN, TEN + HOUR_MS, TEN + 2 * HOUR_MS],
    [2, 3, 4],
  ])
  await rollUpDue(t.cloud.store)
})

it('hours that have settled are rolled up in each pass, one in progress when its site has its turn', async () => {
  const box = await t.enrolled()
  await t.post(box, box.seal([at('turn', TEN, 2), at('turn', TEN + HOUR_MS, 4)]))
  const numbers = (await t.cloud.store.siteNumbers()).map(({ no }) => no)
  const turns = Math.max(...numbers) + 2
  const due = { settled: TEN / HOUR_MS + 1, turns, first: turns - 1, count: 1 }
  await rollUpDue(t.cloud.store, due)
  expect((await rolledUp('turn'))?.v).toEqual([2])
  for (const first of numbers) await rollUpDue(t.cloud.store, { ...due, first })
  expect((await rolledUp('turn'))?.v).toEqual([2, 4])
})

it('a pass that is broken off goes on where it was', async () => {
  const box = await t.enrolled()
  for (let hour = 0; hour < 4; hour++) await t.post(box, box.seal([at('pass', TEN + hour * HOUR_MS, hour)]))
  const steps: number[] = []
  for (
    let after: Parameters<typeof t.cloud.store.rollUp>[1] = { due: EVERYTHING, after: { site: 0, series: 0, hour: 0 } };
    ;
  ) {
    const { done, next } = await t.cloud.store.rollUp(1, after)
    steps.push(done)
    if (next === null) break
    after = { due: EVERYTHING, after: next }
  }
  expect(Math.max(...steps)).toBe(1)
  expect(await t.cloud.store.dirtyHours()).toBe(0)
  expect((await rolledUp('pass'))?.v).toEqual([0, 1, 2, 3])
})

/** Steps between readings; now and then the clock is set back, or nothing came for long. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1_000, max: 4 * MINUTE_MS }) },
  { weight: 1, arbitrary: fc.integer({ min: -30 * MINUTE_MS, max: -1_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 5 * MINUTE_MS, max: 70 * MINUTE_MS }) },
)

it('an hour comes to what its readings say and those that hold on into it, whatever batches they came in', async () => {
  let device = 0
  const boxes = [await t.enrolled()]
  const given = fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 80 }),
    cuts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 }),
    newestFirst: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(given, async ({ steps, cuts, newestFirst }) => {
      const name = `model-${++device}`
      const [box] = boxes as [(typeof boxes)[number]]
      let wall = TEN
      let era = box.newEra(0)
      const readings = steps.map((more, index) => {
        wall = Math.max(TEN - HOUR_MS, wall + more)
        if (more < 0) era = box.newEra(0)
        return at(name, wall, index, era)
      })
      const batches = []
      for (let start = 0, cut = 0; start < readings.length; cut++) {
        const size = cuts[cut % cuts.length] ?? 1
        batches.push(box.seal(readings.slice(start, start + size)))
        start += size
      }
      const samples = readings.map(({ wall }, index) => ({ t: wall, v: index, good: true }))
      for (const sealed of newestFirst ? batches.toReversed() : batches)
        expect((await t.post(box, sealed)).status).toBe(200)
      await rollUpDue(t.cloud.store)
      const { series } = await t.cloud.store.siteRollups({
        site: SITE,
        from: TEN - HOUR_MS,
        to: TEN + 100 * HOUR_MS,
        days: null,
        after: 0,
        limit: 1_000,
      })
      const found = series.find((each) => each.device === name)
      const hours = [...new Set(samples.map(({ t }) => Math.floor(t / HOUR_MS)))].sort((a, b) => a - b)
      for (const hour of hours) {
        const near = samples.filter(({ t }) => t >= (hour - 1) * HOUR_MS && t < (hour + 1) * HOUR_MS)
        const sums = sumHour(hour, near)
        const index = found?.t.indexOf(hour * HOUR_MS) ?? -1
        expect([found?.n?.[index], found?.min?.[index], found?.max?.[index]]).toEqual([sums.n, sums.min, sums.max])
        expect(found?.good?.[index]).toBeCloseTo(sums.good, 2)
        expect(found?.v[index]).toEqual(sums.good > 0 ? sums.integral / sums.good : null)
      }
    }),
    { numRuns: 25 },
  )
})

it('a site whose segments are damaged holds up no other, neither in roll-ups nor in sealing', async () => {
  const other = 'canteen-2'
  await t.cloud.store.createSite({ id: other, name: '二食堂', timeZone: 'Asia/Shanghai', createdAt: t.clock.now })
  const boxes = [await t.enrolled(), await t.enrolled(undefined, other)]
  for (const box of boxes) await t.post(box, box.seal([at('held', TEN, 2)]))
  tamper(
    t.folder,
    `UPDATE segment SET points = ${onPostgres ? `'\\x07'` : `x'07'`} WHERE site = (SELECT no FROM site WHERE id = '${SITE}')`,
  )
  await rollUpDue(t.cloud.store)
  const { body } = await t.ask(`GET /v1/sites/${other}/rollups?${span}`)
  expect(body).toMatchObject({ series: [{ device: 'held', n: [1] }] })
  const was = t.clock.now
  t.clock.now += 72 * HOUR_MS
  expect(await t.cloud.sealing.runOnce()).toMatchObject({ points: 1 })
  t.clock.now = was
})
