import { afterAll, beforeAll, expect, it } from 'vitest'
import { backUp, digestsOf, newFolder, removeFolders, restoreTo } from './harness/backups.ts'
import { answersOf, fillKitchen } from './harness/kitchen.ts'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'

const DAY_MS = 86_400_000
const START = Date.UTC(2027, 1, 20, 3)
/** What policies take away, and what they make of it. */
const TIERED = ['chunk', 'sealed_day', 'batch_hour', 'rollup_hour', 'rollup_day', 'kept_from', 'removal']

const data = newFolder()
const set = newFolder()
let t: TestCloud
let box: TestBox
beforeAll(async () => {
  t = await openTestCloud({ folder: data, store: { url: undefined }, now: START + 10 * DAY_MS })
  box = (await fillKitchen(t, START))[0] as TestBox
  await answersOf(t, START)
  await t.cloud.merkleLog.now()
  await backUp({ data }, set, 'full')
})
afterAll(async () => {
  await t.close()
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
  await backUp({ data }, set, 'incremental')
  const copy = newFolder()
  await restoreTo({ data: copy }, set)
  const [was, is] = [await digestsOf({ data }), await digestsOf({ data: copy })]
  expect(was.rollup_hour).toMatch(/^0 /)
  for (const table of TIERED) expect([table, is[table]]).toEqual([table, was[table]])
})

it('an incremental backup is refused where a policy took envelopes that no backup has', async () => {
  const wall = START + 11 * DAY_MS
  await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 1), wall }]))
  await t.cloud.merkleLog.now()
  await t.ask(`PUT /v1/sites/${SITE}/retention`, { readingsDays: 0, hourlyDays: 0, envelopesDays: 30, recordsDays: 0 })
  await jobsAt(START + 500 * DAY_MS)
  await expect(backUp({ data }, set, 'incremental')).rejects.toMatchObject({ code: 'BACKUP_ENVELOPES_GONE' })
  expect((await backUp({ data }, newFolder(), 'full')).kind).toBe('full')
})
