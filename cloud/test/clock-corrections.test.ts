import { afterAll, beforeAll, expect, it } from 'vitest'
import { rollUpDue } from '../src/rollup/job.ts'
import type { SiteEntry } from '../src/routes/events/schema.ts'
import type { LatestRow } from '../src/routes/latest/schema.ts'
import type { Series } from '../src/routes/series/schema.ts'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'

const HOUR_MS = 3_600_000
const NOON = Date.UTC(2027, 2, 1, 12)
let t: TestCloud
let box: TestBox
beforeAll(async () => {
  t = await openTestCloud({ now: NOON + 3 * HOUR_MS })
  box = await t.enrolled()
  // Ten minutes of readings by a clock that turns out to run five hours fast; then the clock was set right.
  const wrong = Array.from({ length: 11 }, (_, n) => ({
    body: reading('fridge-1', 'air-temperature', n),
    wall: NOON + 5 * HOUR_MS + n * 60_000,
  }))
  await t.post(
    box,
    box.seal([...wrong, { body: { type: 'event', event: 'door', data: {} }, wall: NOON + 5 * HOUR_MS }]),
  )
  const era = box.newEra(0)
  await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 50), wall: NOON + HOUR_MS, era }]))
})
afterAll(() => t.close())

async function series(from: number, to: number, resolution = 'raw'): Promise<Series> {
  const query = `device=fridge-1&point=air-temperature&from=${from}&to=${to}&resolution=${resolution}`
  return (await t.ask(`GET /v1/sites/${SITE}/series?${query}`)).body
}
const correct = (ms: number) =>
  t.post(
    box,
    box.seal([
      {
        body: { type: 'event', event: 'clock-corrected', data: { era: 1, first: 1, last: 12, ms, reason: 'ran fast' } },
        wall: NOON + 2 * HOUR_MS,
        era: 2,
      },
    ]),
  )
const rolledUp = async () => {
  await rollUpDue(t.cloud.store)
}

it('[P1] a clock found wrong afterwards is corrected by an entry: readings come at their right time, wire values stay', async () => {
  await rolledUp()
  expect((await series(NOON, NOON + HOUR_MS)).v).toEqual([])
  const { body: before } = await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/1/proof`)
  await correct(-5 * HOUR_MS)
  const { t: times, v } = await series(NOON, NOON + HOUR_MS)
  expect([times[0], v]).toEqual([NOON, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]])
  expect((await series(NOON + 4 * HOUR_MS, NOON + 7 * HOUR_MS)).v).toEqual([])
  const { body: after } = await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/1/proof`)
  expect((after as { envelope: string }).envelope).toBe((before as { envelope: string }).envelope)
})

it('hours are summed again where readings left and where they came', async () => {
  await rolledUp()
  const hours = await series(NOON - HOUR_MS, NOON + 8 * HOUR_MS, 'hour')
  const counts = new Map(hours.t.map((at, index) => [at, hours.n?.[index]]))
  expect([counts.get(NOON), counts.get(NOON + 5 * HOUR_MS) ?? 0]).toEqual([11, 0])
})

it('an entry says by how much its time was moved; those of a right clock are as they were', async () => {
  const { body } = await t.ask(`GET /v1/sites/${SITE}/events?types=event`)
  const { events } = body as { events: (SiteEntry & { event?: string; corrected?: number })[] }
  expect(events.find(({ event }) => event === 'door')).toMatchObject({ wall: NOON, corrected: -5 * HOUR_MS })
  expect(events.find(({ event }) => event === 'clock-corrected')).not.toHaveProperty('corrected')
  const { body: latest } = await t.ask(`GET /v1/sites/${SITE}/latest`)
  expect((latest as { latest: LatestRow[] }).latest[0]).toMatchObject({ at: NOON + HOUR_MS, value: 50 })
})

it('a later correction takes the place of the one before', async () => {
  await correct(-4 * HOUR_MS)
  expect((await series(NOON + HOUR_MS, NOON + HOUR_MS + 600_001)).v).toHaveLength(12)
  expect((await series(NOON, NOON + HOUR_MS)).v).toEqual([])
})

it.each([
  ['without entries', { era: 1, ms: 5 }],
  ['that ends before it begins', { era: 1, first: 5, last: 2, ms: 5 }],
  ['of a thousand years', { era: 1, first: 1, last: 2, ms: 3e13 }],
])('a correction %s corrects nothing', async (_title, data) => {
  const body = { type: 'event' as const, event: 'clock-corrected', data }
  const sealed = box.seal([{ body, wall: NOON + 2 * HOUR_MS, era: 2 }])
  expect(await t.post(box, sealed)).toMatchObject({ status: 200 })
  expect((await series(NOON + HOUR_MS, NOON + HOUR_MS + 600_001)).v).toHaveLength(12)
})
