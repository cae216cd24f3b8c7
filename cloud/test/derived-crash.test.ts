import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rebuild } from '../src/rebuild/rebuild.ts'
import { rollUpDue } from '../src/rollup/job.ts'
import { digestsOf, newFolder, removeFolders } from './harness/backups.ts'
import { CloudProcess } from './harness/cloud-process.ts'
import { answersOf, fillKitchen } from './harness/kitchen.ts'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'
import { copyStore, dropStore, rowsOfStore, storeUrlOf, tamper } from './harness/test-store.ts'
import { startZaojun } from './harness/zaojun-command.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Long over by the clock of a real process as well. */
const START = Math.floor(Date.now() / DAY_MS - 60) * DAY_MS + 3 * HOUR_MS
const NOW = START + 10 * DAY_MS
const SERIES = 60
const HOURS = 12
/** The first as soon as it is under way, the others at random moments from then on. */
const KILLS = 2
const LONGEST_MS = 300
const LOOK_MS = 5
const PATIENCE_MS = 300_000
/** Tables that come out the same whoever makes them. */
const SAME = ['batch', 'series', 'held_range', 'latest', 'rollup_hour'] as const

const unsealed = newFolder()
const sealed = newFolder()
let answers: Record<string, unknown>

/** Everything that queries say, and the digests of tables. */
async function standing(t: TestCloud) {
  const answers = await answersOf(t, START)
  const { body } = await t.ask(`GET /v1/sites/${SITE}/rollups?from=${START - DAY_MS}&to=${START + 4 * DAY_MS}`)
  const digests = await digestsOf({ data: t.folder, url: storeUrlOf(t.folder) })
  return { answers, hours: body, digests: Object.fromEntries(SAME.map((table) => [table, digests[table]])) }
}

/** A cloud at rest: its store, its key, its log's files. */
async function copyCloud(from: string, to: string): Promise<void> {
  for (const part of ['keys', 'log']) await cp(join(from, part), join(to, part), { recursive: true })
  await copyStore(from, to)
}

async function wideBatches(t: TestCloud, box: TestBox): Promise<void> {
  for (let hour = 0; hour < HOURS; hour++) {
    const wall = START + hour * HOUR_MS
    const body = (n: number) => reading(`probe-${n}`, 'core-temperature', n + hour / 8)
    await t.post(box, box.seal(Array.from({ length: SERIES }, (_, n) => ({ body: body(n), wall: wall + n }))))
  }
}

beforeAll(async () => {
  const t = await openTestCloud({ folder: unsealed, now: NOW })
  const [box] = await fillKitchen(t, START)
  await wideBatches(t, box as TestBox)
  answers = await answersOf(t, START)
  await t.cloud.merkleLog.now()
  await t.close()
  await copyCloud(unsealed, sealed)
  await finish(sealed)
}, PATIENCE_MS)
afterAll(async () => {
  for (const folder of [unsealed, sealed]) dropStore(folder)
  removeFolders()
})

/** What the next process does, once the dead one's turn is over. */
async function finish(folder: string, work: (t: TestCloud) => Promise<unknown> = async () => {}) {
  tamper(folder, 'UPDATE turn SET until = 0')
  const t = await openTestCloud({ folder, now: NOW })
  try {
    await work(t)
    // What is still to be summed is not sealed.
    await rollUpDue(t.cloud.store)
    t.clock.now += 2 * HOUR_MS
    await t.cloud.sealing.runOnce()
    return await standing(t)
  } finally {
    await t.close()
  }
}

const numberOf = (folder: string, query: string) => Number(rowsOfStore(folder, query))
const segments = (folder: string) => numberOf(folder, 'SELECT count(*) FROM segment WHERE hour >= 0')
const chunks = (folder: string) => numberOf(folder, 'SELECT count(*) FROM chunk')
const isRebuilding = (folder: string) =>
  numberOf(folder, `SELECT count(*) FROM kept_from WHERE what LIKE 'rebuild/%'`) > 0
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(LOOK_MS)
}
const pause = (kill: number) => sleep(kill === 0 ? 0 : Math.random() * LONGEST_MS)

/**
 * Copies of a store, each killed once at its work and then finished, against one that was not killed; of how many that was
 * in the midst of it.
 */
async function killEach(
  of: string,
  kill: (folder: string, kill: number) => Promise<boolean>,
  work?: (t: TestCloud) => Promise<unknown>,
): Promise<number> {
  let midway = 0
  const copied = async (n: number | null) => {
    const folder = newFolder()
    await copyCloud(of, folder)
    try {
      if (n !== null && (await kill(folder, n))) midway += 1
      const stands = await finish(folder, work)
      expect(segments(folder)).toBe(0)
      return stands
    } finally {
      dropStore(folder)
      await rm(folder, { recursive: true, force: true })
    }
  }
  const whole = await copied(null)
  expect(whole.answers).toEqual(answers)
  for (let n = 0; n < KILLS; n++) expect(await copied(n)).toEqual(whole)
  return midway
}

it(
  `killed ${KILLS} times in the midst of sealing, a store says what one says that was not killed`,
  async () => {
    const midway = await killEach(unsealed, async (folder, n) => {
      const cloud = await CloudProcess.start(folder, storeUrlOf(folder), ['--sealing.intervalSeconds', '1'])
      await until(() => chunks(folder) > 0)
      await pause(n)
      await cloud.end('SIGKILL')
      return segments(folder) > 0
    })
    console.log(`${KILLS} kills, in the midst: ${midway}`)
    expect(midway).toBeGreaterThan(0)
  },
  PATIENCE_MS,
)

it(
  `killed ${KILLS} times in the midst of a rebuild, a store says what one says that was not killed`,
  async () => {
    const work = ({ cloud, clock }: TestCloud) => rebuild({ store: cloud.store, now: () => clock.now })
    const midway = await killEach(
      sealed,
      async (folder, n) => {
        const address = storeUrlOf(folder)
        const place = ['--data', folder, ...(address === undefined ? [] : ['--store.url', address])]
        const { child, ended } = startZaojun(['rebuild', ...place])
        await until(() => isRebuilding(folder) || child.exitCode !== null)
        await pause(n)
        child.kill('SIGKILL')
        await ended
        return isRebuilding(folder)
      },
      work,
    )
    console.log(`${KILLS} kills, in the midst: ${midway}`)
    expect(midway).toBeGreaterThan(0)
  },
  PATIENCE_MS,
)
