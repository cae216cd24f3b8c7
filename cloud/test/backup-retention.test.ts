import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rollUpDue } from '../src/rollup/job.ts'
import type { Series } from '../src/routes/series/schema.ts'
import { backUp, digestsOf, newFolder, type Place, removeFolders, restoreTo } from './harness/backups.ts'
import { answersOf, fillKitchen } from './harness/kitchen.ts'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'
import { dropStore, onPostgres, storeUrlOf, testServer } from './harness/test-store.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const START = Date.UTC(2027, 1, 20, 3)
/** What policies take away, and what they make of it. */
const TIERED = ['chunk', 'sealed_day', 'batch_hour', 'rollup_hour', 'rollup_day', 'kept_from', 'removal']

const places = new Map<string, Place>()
const databases: string[] = []
function placeOf(data: string): Place {
  const place = places.get(data) ?? { data, url: storeUrlOf(data) }
  places.set(data, place)
  return place
}
/** Without any tables yet. */
function emptyPlace(data: string): Place {
  if (!onPostgres) return placeOf(data)
  const database = testServer().createDatabase()
  databases.push(database)
  const place = { data, url: testServer().url(database) }
  places.set(data, place)
  return place
}

const data = newFolder()
const set = newFolder()
let t: TestCloud
let box: TestBox
beforeAll(async () => {
  t = await openTestCloud({ folder: data, now: START + 10 * DAY_MS })
  box = (await fillKitchen(t, START))[0] as TestBox
  await answersOf(t, START)
  await t.cloud.merkleLog.now()
  await backUp(placeOf(data), set, 'full')
})
afterAll(async () => {
  await t.close()
  for (const folder of places.keys()) dropStore(folder)
  for (const database of databases) testServer().dropDatabase(database)
  removeFolders()
})

async function jobsAt(now: number): Promise<void> {
  const was = t.clock.now
  t.clock.now = now
  for (let round = 0; round < 2; round++) {
    await t.cloud.sealing.runOnce()
    await t.cloud.retention.runOnce()
  }
  t.clock.now = was
}

it('what a policy removed after the full backup does not come back with it', async () => {
  const policy = { readingsDays: 30, hourlyDays: 365, envelopesDays: 0, recordsDays: 0 }
  expect((await t.ask(`PUT /v1/sites/${SITE}/retention`, policy)).status).toBe(200)
  await jobsAt(START + 500 * DAY_MS)
  await t.cloud.merkleLog.now()
  await backUp(placeOf(data), set, 'incremental')
  const copy = newFolder()
  await restoreTo(emptyPlace(copy), set)
  const [was, is] = [await digestsOf(placeOf(data)), await digestsOf(placeOf(copy))]
  expect(was.rollup_hour).toMatch(/^0 /)
  for (const table of TIERED) expect([table, is[table]]).toEqual([table, was[table]])
})

it('an incremental backup is refused where a policy took envelopes that no backup has', async () => {
  const wall = START + 11 * DAY_MS
  await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 1), wall }]))
  await t.cloud.merkleLog.now()
  await t.ask(`PUT /v1/sites/${SITE}/retention`, { readingsDays: 0, hourlyDays: 0, envelopesDays: 30, recordsDays: 0 })
  await jobsAt(START + 500 * DAY_MS)
  await expect(backUp(placeOf(data), set, 'incremental')).rejects.toMatchObject({ code: 'BACKUP_ENVELOPES_GONE' })
  expect((await backUp(placeOf(data), newFolder(), 'full')).kind).toBe('full')
})

it('late readings of hours that were folded into days count once after full and incremental backup, folded by then or not', async () => {
  const folder = newFolder()
  const own = newFolder()
  const late = await openTestCloud({ folder, now: START + 10 * DAY_MS })
  const [tardy] = (await fillKitchen(late, START)) as [TestBox]
  const first = (await answersOf(late, START))['fridge-1 day'] as Series
  await late.ask(`PUT /v1/sites/${SITE}/retention`, {
    readingsDays: 30,
    hourlyDays: 365,
    envelopesDays: 0,
    recordsDays: 0,
  })
  await late.cloud.merkleLog.now()
  await backUp(placeOf(folder), own, 'full')
  const tell = async (value: number, hour: number) => {
    const wall = START + (hour + 0.5) * HOUR_MS
    await late.post(tardy, tardy.seal([{ body: reading('fridge-1', 'air-temperature', value), wall }]))
  }
  const jobs = async (cloud: TestCloud) => {
    const was = cloud.clock.now
    for (let round = 1; round <= 3; round++) {
      cloud.clock.now = START + 500 * DAY_MS + round * DAY_MS
      await rollUpDue(cloud.cloud.store)
      await cloud.cloud.sealing.runOnce()
      await cloud.cloud.retention.runOnce()
    }
    cloud.clock.now = was
  }
  const days = async (cloud: TestCloud) => (await answersOf(cloud, START))['fridge-1 day'] as Series
  try {
    // These come to their day with its other hours, those when the day has long been made.
    await tell(50, 4)
    await jobs(late)
    await tell(60, 0)
    await answersOf(late, START)
    await tell(70, 0)
    const before = await days(late)
    await late.cloud.merkleLog.now()
    await backUp(placeOf(folder), own, 'incremental')

    const copy = newFolder()
    cpSync(join(folder, 'keys'), join(copy, 'keys'), { recursive: true })
    await restoreTo(emptyPlace(copy), own)
    const again = await openTestCloud({ folder: copy, store: { url: placeOf(copy).url }, now: late.clock.now })
    try {
      expect(await days(again)).toEqual(before)
      for (const cloud of [late, again]) await jobs(cloud)
      const after = await days(late)
      expect(await days(again)).toEqual(after)
      // The last came when the sum of its hour stood for readings that were gone: that one is not changed.
      expect(after.n?.[0]).toBe((first.n?.[0] ?? 0) + 2)
      expect([after.n, after.max]).toEqual([before.n, before.max])
    } finally {
      await again.close()
    }
  } finally {
    await late.close()
  }
})

it('a late reading counts in its hour after full and incremental backup where the readings of the hour were removed since', async () => {
  const [folder, own, copy] = [newFolder(), newFolder(), newFolder()]
  const late = await openTestCloud({ folder, now: START + 10 * DAY_MS })
  const [tardy] = (await fillKitchen(late, START)) as [TestBox]
  const hours = async (cloud: TestCloud) => (await answersOf(cloud, START))['fridge-1 hour'] as Series
  const first = await hours(late)
  const policy = { readingsDays: 30, hourlyDays: 365, envelopesDays: 0, recordsDays: 0 }
  await late.ask(`PUT /v1/sites/${SITE}/retention`, policy)
  await late.cloud.merkleLog.now()
  await backUp(placeOf(folder), own, 'full')
  try {
    const wall = START + 4.5 * HOUR_MS
    await late.post(tardy, tardy.seal([{ body: reading('fridge-1', 'air-temperature', 50), wall }]))
    const counted = await hours(late)
    expect(counted.n).not.toEqual(first.n)
    const was = late.clock.now
    late.clock.now = START + 60 * DAY_MS
    for (let round = 0; round < 2; round++) {
      await late.cloud.sealing.runOnce()
      await late.cloud.retention.runOnce()
    }
    late.clock.now = was
    await late.cloud.merkleLog.now()
    await backUp(placeOf(folder), own, 'incremental')
    cpSync(join(folder, 'keys'), join(copy, 'keys'), { recursive: true })
    await restoreTo(emptyPlace(copy), own)
    const again = await openTestCloud({ folder: copy, store: { url: placeOf(copy).url }, now: was })
    expect(await hours(again).finally(() => again.close())).toEqual({ ...counted, removedBefore: undefined })
  } finally {
    await late.close()
  }
})
