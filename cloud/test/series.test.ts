import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rollUpDue } from '../src/rollup/job.ts'
import type { Series } from '../src/routes/series/schema.ts'
import { reading } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'

const HOUR_MS = 3_600_000
const TEN = Date.UTC(2027, 2, 1, 10)

type Latest = { latest: { device: string; value: number; at: number }[] }

let t: TestCloud
beforeAll(async () => {
  t = await openTestCloud({ now: TEN + 5 * HOUR_MS })
})
afterAll(() => t.close())

const series = async (device: string, query: string): Promise<Series> =>
  (await t.ask(`GET /v1/sites/${SITE}/series?device=${device}&point=air-temperature&${query}`)).body
const at = (device: string, wall: number | null, value: number | null, era = 1) => ({
  body: reading(device, 'air-temperature', value),
  wall,
  era,
})

it('[L7] gives back the readings of a span, from whichever batches and hours they came', async () => {
  const box = await t.enrolled()
  const times = [0, 20, 40, 59, 61, 90, 119, 121].map((minute) => TEN + minute * 60_000)
  const all = times.map((wall, index) => at('span', wall, index + 0.25))
  const [late, newer] = [box.seal(all.slice(0, 5)), box.seal(all.slice(5))]
  await t.post(box, newer)
  await t.post(box, late)
  const { t: found, v } = await series('span', `from=${TEN + 40 * 60_000}&to=${TEN + 121 * 60_000}&resolution=raw`)
  expect(found).toEqual(times.slice(2, 7))
  expect(v).toEqual([2.25, 3.25, 4.25, 5.25, 6.25])
})

it('[L7] says of each reading which calibration it was corrected with, across hours and batches', async () => {
  const box = await t.enrolled()
  const calibrations = [undefined, 'cal-a', 'cal-a', 'cal-a', undefined, 'cal-b', 'cal-b']
  const entries = calibrations.map((calibration, index) => ({
    wall: TEN + (index * 25 + 1) * 60_000,
    body: { ...reading('calibrated', 'air-temperature', index), ...(calibration ? { calibration } : {}) },
  }))
  await t.post(box, box.seal(entries.slice(0, 6)))
  await t.post(box, box.seal(entries.slice(6)))
  const { v, c } = await series('calibrated', `from=${TEN}&to=${TEN + 4 * HOUR_MS}&resolution=raw`)
  expect(v).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(c).toEqual(calibrations.map((calibration) => calibration ?? null))
})

it('[L7] what a device told late stands at its own time, in its own hour, and is never the newest', async () => {
  const box = await t.enrolled()
  const late = (deviceTime: number, value: number) => ({
    wall: TEN + 130 * 60_000,
    body: { ...reading('van', 'air-temperature', value), deviceTime, late: true as const },
  })
  const minutes = (...all: number[]) => all.map((minute) => TEN + minute * 60_000)
  const [before = 0, lost = 0, later = 0, after = 0] = minutes(0, 20, 70, 130)
  await t.post(box, box.seal([at('van', before, 1), late(later, 3), late(lost, 2)]))
  await t.post(box, box.seal([at('van', after, 4), late(lost + 1, 2.5)]))
  const raw = await series('van', `from=${TEN}&to=${TEN + 3 * HOUR_MS}&resolution=raw`)
  expect(raw).toMatchObject({
    t: [before, lost, lost + 1, later, after],
    v: [1, 2, 2.5, 3, 4],
    late: [false, true, true, true, false],
  })
  const { body } = await t.ask(`GET /v1/sites/${SITE}/latest`)
  expect((body as Latest).latest.find(({ device }) => device === 'van')).toMatchObject({ value: 4, at: after })
})

it('a series of which all was told late has no newest reading', async () => {
  const box = await t.enrolled()
  const body = { ...reading('all-late', 'air-temperature', 1), deviceTime: TEN, late: true as const }
  await t.post(box, box.seal([{ wall: TEN + HOUR_MS, body }]))
  expect(await series('all-late', `from=${TEN}&to=${TEN + HOUR_MS}&resolution=raw`)).toMatchObject({ t: [TEN] })
  const { body: answer } = await t.ask(`GET /v1/sites/${SITE}/latest`)
  expect((answer as Latest).latest.some(({ device }) => device === 'all-late')).toBe(false)
})

it('brings both passes of an hour after the clock was set back, in seq order', async () => {
  const box = await t.enrolled()
  const back = box.newEra(-HOUR_MS)
  const first = [10, 30, 50].map((minute) => at('passes', TEN + minute * 60_000, minute))
  const second = [5, 25, 45].map((minute) => at('passes', TEN + minute * 60_000, minute, back))
  await t.post(box, box.seal([...first, ...second]))
  const { v, s } = await series('passes', `from=${TEN}&to=${TEN + HOUR_MS}`)
  expect(v).toEqual([10, 30, 50, 5, 25, 45])
  expect(s).toEqual([1, 2, 3, 4, 5, 6])
})

it('keeps readings of unknown time and returns them without one, between their neighbours', async () => {
  const box = await t.enrolled()
  const unknown = box.newEra(null)
  const sealed = [
    box.seal([at('unknown', TEN, 1), at('unknown', TEN + 1000, 2)]),
    box.seal([at('unknown', null, 3, unknown), at('unknown', null, 4, unknown)]),
    box.seal([at('unknown', TEN + 60_000, 5)]),
    box.seal([at('unknown', null, 6, unknown)]),
  ]
  for (const batch of sealed) await t.post(box, batch)
  const known = await series('unknown', `from=${TEN}&to=${TEN + HOUR_MS}`)
  expect(known.v).toEqual([1, 2, 3, 4, 5])
  expect(known.t).toEqual([TEN, TEN + 1000, null, null, TEN + 60_000])
  expect((await series('unknown', `from=${TEN}&to=${TEN + HOUR_MS}&timeUnknown=true`)).v).toEqual([1, 2, 3, 4, 5, 6])
  const { body } = await t.ask(`GET /v1/sites/${SITE}/latest`)
  const rows = (body as { latest: { device: string; at: number | null; value: number }[] }).latest
  expect(rows.find(({ device }) => device === 'unknown')).toMatchObject({ at: null, value: 6 })
})

it('gives hours and days by time, holding each reading until the next', async () => {
  const box = await t.enrolled()
  const minutes = Array.from({ length: 24 }, (_, i) => i * 5)
  await t.post(box, box.seal(minutes.map((minute) => at('hours', TEN + minute * 60_000, minute < 60 ? 2 : 4))))
  await rollUpDue(t.cloud.store)
  const hours = await series('hours', `from=${TEN}&to=${TEN + 2 * HOUR_MS}&resolution=hour`)
  expect(hours).toMatchObject({
    resolution: 'hour',
    t: [TEN, TEN + HOUR_MS],
    v: [2, 4],
    good: [3600, 3600],
    missing: [0, 0],
  })
  const days = await series('hours', `from=${TEN}&to=${TEN + 2 * HOUR_MS}&resolution=day`)
  // A day of Asia/Shanghai begins at 16:00 UTC.
  expect(days).toMatchObject({ resolution: 'day', t: [Date.UTC(2027, 1, 28, 16)], v: [3], min: [2], max: [4], n: [24] })
})

it('recomputes an hour when a late batch brings more of it', async () => {
  const box = await t.enrolled()
  const first = box.seal([at('late', TEN, 2)])
  const late = box.seal([at('late', TEN + 150_000, 8)])
  const newer = box.seal([at('late', TEN + 300_000, 2)])
  await t.post(box, newer)
  await t.post(box, first)
  await rollUpDue(t.cloud.store)
  const before = await series('late', `from=${TEN}&to=${TEN + HOUR_MS}&resolution=hour`)
  expect(before.v).toEqual([2])
  await t.post(box, late)
  await rollUpDue(t.cloud.store)
  const after = await series('late', `from=${TEN}&to=${TEN + HOUR_MS}&resolution=hour`)
  expect(after).toMatchObject({ v: [(2 * 150 + 8 * 150 + 2 * 300) / 600], good: [600], n: [3] })
})

it('counts what was not good and what was missing apart', async () => {
  const box = await t.enrolled()
  const stale = { ...reading('holes', 'air-temperature', null), quality: 'stale', reason: 'no-answer' } as const
  await t.post(box, box.seal([at('holes', TEN, 5), { body: stale, wall: TEN + 60_000 }, at('holes', TEN + 120_000, 5)]))
  await rollUpDue(t.cloud.store)
  const hour = await series('holes', `from=${TEN}&to=${TEN + HOUR_MS}&resolution=hour`)
  expect(hour).toMatchObject({ v: [5], q: ['uncertain'], good: [60 + 300], missing: [3600 - 60 - 60 - 300] })
  const raw = await series('holes', `from=${TEN}&to=${TEN + HOUR_MS}&resolution=raw`)
  expect(raw).toMatchObject({ v: [5, null, 5], q: ['good', 'stale', 'good'] })
})

it('refuses a span that ends before it begins, and a series nobody sent', async () => {
  const backwards = await t.ask(`GET /v1/sites/${SITE}/series?device=span&point=air-temperature&from=2&to=1`)
  expect(backwards).toMatchObject({ status: 400, body: { code: 'SERIES_SPAN' } })
  const nobody = await t.ask(`GET /v1/sites/${SITE}/series?device=nobody&point=air-temperature&from=1&to=2`)
  expect(nobody).toMatchObject({ status: 404, body: { code: 'SERIES_UNKNOWN' } })
})

describe('a question for more than one answer holds', () => {
  type Rollups = { series: (Series & { device: string })[]; next: number | null }
  const CENTURY_MS = 36_525 * 24 * HOUR_MS
  beforeAll(async () => {
    const boxes = [await t.enrolled(), await t.enrolled()]
    for (const [index, box] of boxes.entries()) {
      const back = box.newEra(-HOUR_MS)
      const entries = Array.from({ length: 30 }, (_, n) => {
        const wall = TEN + n * 7 * 60_000 + index * 60_000
        return at('many', n === 12 ? wall - HOUR_MS : wall, n, n === 12 ? back : 1)
      })
      await t.post(box, box.seal(entries.slice(0, 20)))
      await t.post(box, box.seal(entries.slice(20)))
    }
    await rollUpDue(t.cloud.store)
  })

  it('of readings: what fits comes, and says where it goes on; nothing is left out or comes twice', async () => {
    const query = { site: SITE, device: 'many', point: 'air-temperature', to: TEN + 5 * HOUR_MS, timeUnknown: false }
    const whole = await t.cloud.store.raw({ ...query, from: TEN - HOUR_MS, max: 1000 })
    const found: number[] = []
    let from: number | undefined = TEN - HOUR_MS
    for (let asked = 0; from !== undefined && asked < 100; asked++) {
      const some: Series = await t.cloud.store.raw({ ...query, from, max: 7 })
      expect(some.t.length).toBeLessThanOrEqual(7)
      expect(some.truncated).toBe(some.next !== undefined)
      found.push(...some.t.map((time) => time ?? 0))
      from = some.next
    }
    expect(found.toSorted()).toEqual(whole.t.toSorted())
    expect(found.length).toBe(60)
  })

  it('of the newest readings: a page at a time', async () => {
    const { body: all } = await t.ask(`GET /v1/sites/${SITE}/latest`)
    const devices: string[] = []
    for (let after: number | null = 0; after !== null; ) {
      const { body } = await t.ask(`GET /v1/sites/${SITE}/latest?limit=2&after=${after}`)
      const page = body as Latest & { next: number | null }
      devices.push(...page.latest.map(({ device }) => device))
      after = page.next
    }
    expect(devices).toEqual((all as Latest).latest.map(({ device }) => device))
    const { body: refused } = await t.ask(`GET /v1/sites/${SITE}/latest?limit=1000000`)
    expect(refused).toMatchObject({ code: 'REQUEST_INVALID' })
  })

  it('of the hours of all series: so many series at a time, each as it is asked for alone', async () => {
    const span = `from=${TEN}&to=${TEN + 4 * HOUR_MS}`
    const { body } = await t.ask(`GET /v1/sites/${SITE}/rollups?${span}`)
    const { series: all, next } = body as Rollups
    const {
      device: _device,
      point: _point,
      ...own
    } = all.find(({ device }) => device === 'many') as Rollups['series'][number] & {
      point: string
    }
    expect(own).toEqual(await series('many', `${span}&resolution=hour`))
    expect(next).toBe(null)
    const query = { site: SITE, from: TEN, to: TEN + 4 * HOUR_MS, days: null }
    const first = await t.cloud.store.siteRollups({ ...query, after: 0, limit: 2 })
    const second = await t.cloud.store.siteRollups({ ...query, after: first.next ?? 0, limit: 2 })
    expect([...first.series, ...second.series]).toEqual(all.slice(0, 4))
  })

  it.each([
    'series?device=many&point=air-temperature&resolution=raw&',
    'series?device=many&point=air-temperature&resolution=hour&',
    'rollups?resolution=hour&',
    'rollups?resolution=day&',
  ])('of a century is refused: %s', async (path) => {
    const { status, body } = await t.ask(`GET /v1/sites/${SITE}/${path}from=${TEN - CENTURY_MS}&to=${TEN}`)
    expect([status, (body as { code: string }).code]).toEqual([400, 'SERIES_SPAN'])
  })
})
