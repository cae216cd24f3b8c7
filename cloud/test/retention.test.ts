import type { EntryBody } from '@zaojun/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Series } from '../src/routes/series/schema.ts'
import { checkStore } from '../src/verify/check-store.ts'
import { answersOf, fillKitchen } from './harness/kitchen.ts'
import { reading, type Sealed, type TestBox } from './harness/test-box.ts'
import { openTestCloud, rangeHeader, SITE, type TestCloud } from './harness/test-cloud.ts'
import { onPostgres, storeUrlOf, tamper } from './harness/test-store.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const START = Date.UTC(2027, 1, 20, 3)
const FOREVER = { readingsDays: 0, hourlyDays: 0, envelopesDays: 0, recordsDays: 0 }

let t: TestCloud
let box: TestBox
let before: Record<string, unknown>
let last: number
let first: Sealed
beforeAll(async () => {
  t = await openTestCloud({ now: START + 10 * DAY_MS })
  await fillKitchen(t, START)
  // A second kitchen's worth of batches: one with a record, one that the box still waits for.
  box = await t.enrolled()
  const record: EntryBody = {
    type: 'record',
    form: 'morning-check',
    by: 'p-1',
    origin: 'manual',
    data: {},
    attachments: [],
  }
  for (let n = 1; n <= 6; n++) {
    const wall = START + n * 60_000
    const entries = [{ body: reading('scale', 'gross', n), wall }]
    const sealed = box.seal(n === 3 ? [...entries, { body: record, wall }] : entries)
    if (n === 1) first = sealed
    await t.post(box, sealed, rangeHeader(1, 6, [[5, 5]]))
    last = wall
  }
  before = await answersOf(t, START)
  await t.cloud.merkleLog.now()
  t.clock.now += 2 * HOUR_MS
  await t.cloud.sealing.runOnce()
})
afterAll(() => t.close())

/** The jobs as they run so many days after the kitchen began; the session outlives it. */
async function jobsAfter(days: number): Promise<number> {
  const now = t.clock.now
  t.clock.now = START + days * DAY_MS
  try {
    for (let round = 0; round < 2; round++) {
      await t.cloud.sealing.runOnce()
      await t.cloud.retention.runOnce()
    }
    return t.clock.now
  } finally {
    t.clock.now = now
  }
}
const put = (policy: object) => t.ask(`PUT /v1/sites/${SITE}/retention`, policy)
const raw = async (device: string, point: string): Promise<Series> => {
  const span = `from=${START - 2 * DAY_MS}&to=${START + 10 * DAY_MS}`
  return (await t.ask(`GET /v1/sites/${SITE}/series?device=${device}&point=${point}&${span}&resolution=raw`)).body
}
const hourly = (device: string, answers: Record<string, unknown>) => answers[`${device} hour`] as Series
const proofOf = (n: number) => t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/${n}/proof`)

it.each([
  ['readingsDays', 29, 'boxes'],
  ['hourlyDays', 364, 'EU 37/2005'],
  ['envelopesDays', 7, 'backups'],
  ['recordsDays', 729, '食品安全法'],
])('a policy that keeps too little is refused, and names by what: %s %i', async (tier, days, by) => {
  const { status, body } = await put({ ...FOREVER, [tier]: days })
  expect([status, (body as { code: string }).code]).toEqual([400, 'RETENTION_TOO_SHORT'])
  expect((body as { message: string }).message).toContain(by)
})

it('keeps everything where nobody has said otherwise', async () => {
  await jobsAfter(4000)
  expect(await answersOf(t, START)).toEqual(before)
  expect((await t.ask(`GET /v1/sites/${SITE}/retention`)).body).toMatchObject({ ...FOREVER, by: null, removals: [] })
})

it('readings go when their time is over, hours and days stay, and answers say from when on readings are kept', async () => {
  expect(await put({ ...FOREVER, readingsDays: 30 })).toMatchObject({ status: 200 })
  const cut = Math.floor((await jobsAfter(32)) / DAY_MS - 30) * DAY_MS
  const { t: times, removedBefore } = await raw('fridge-1', 'air-temperature')
  expect(removedBefore).toBe(cut)
  const { t: all } = before['fridge-1 raw'] as Series
  expect(times.filter((at) => at !== null)).toEqual(all.filter((at) => at !== null && at >= cut))
  const after = await answersOf(t, START)
  for (const device of ['fridge-1', 'door', 'van']) expect(hourly(device, after)).toEqual(hourly(device, before))
})

it('a late reading of an hour whose readings are gone leaves what the hour came to', async () => {
  await t.post(box, box.seal([{ body: reading('scale', 'gross', 999), wall: last }]))
  const asked = `device=scale&point=gross&from=${START}&to=${START + HOUR_MS}&resolution=hour`
  await answersOf(t, START)
  const { max } = (await t.ask(`GET /v1/sites/${SITE}/series?${asked}`)).body as Series
  expect(max).toEqual([6])
})

it('hours become days of the site, which say the same', async () => {
  await put({ ...FOREVER, readingsDays: 30, hourlyDays: 365 })
  await jobsAfter(400)
  const after = await answersOf(t, START)
  expect(hourly('fridge-1', after)).toMatchObject({ t: [], removedBefore: expect.any(Number) })
  const [days, was] = [after['fridge-1 day'], before['fridge-1 day']] as [Series, Series]
  expect({ ...days, v: [], good: [], missing: [] }).toEqual({ ...was, v: [], good: [], missing: [] })
  days.v.forEach((value, index) => {
    expect(value).toBeCloseTo(was.v[index] as number, 6)
  })
})

it('envelopes of readings alone go; not that of a record, nor one the box waits for', async () => {
  await put({ ...FOREVER, envelopesDays: 30 })
  await jobsAfter(400)
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(proofOf))
  expect(answers.map(({ status }) => status)).toEqual([410, 410, 200, 410, 200, 410])
  expect(answers[0]?.body).toMatchObject({ code: 'BATCH_REMOVED_BY_POLICY' })
})

it('a removed batch that comes again is a duplicate still', async () => {
  expect(await t.post(box, first)).toMatchObject({ status: 200, body: { status: 'duplicate' } })
})

it('what was removed is on record by its policy, and each removal stands in the log', async () => {
  const { removals } = (await t.ask(`GET /v1/sites/${SITE}/retention`)).body as { removals: { what: string }[] }
  expect(new Set(removals.map(({ what }) => what))).toEqual(new Set(['readings', 'hours', 'envelopes']))
  expect(removals.find((each) => each.what === 'envelopes')).toMatchObject({
    policy: { envelopesDays: 30 },
    site: SITE,
  })
})

it('the whole store verifies with what a policy removed, and not with what somebody else did', async () => {
  await t.cloud.merkleLog.now()
  const { findings, removed } = await checkStore({ data: t.folder, url: storeUrlOf(t.folder) })
  expect([findings, removed > 3]).toEqual([[], true])
  tamper(
    t.folder,
    `UPDATE batch SET envelope = ${onPostgres ? "''" : "x''"} WHERE n = 3 AND box = (SELECT no FROM box WHERE id = '${box.id}')`,
  )
  const found = await checkStore({ data: t.folder, url: storeUrlOf(t.folder) })
  expect(found.findings).toMatchObject([{ place: `batch ${box.id}/3`, what: expect.stringContaining('no policy') }])
})
