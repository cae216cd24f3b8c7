import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROOF_HEADER } from '@zaojun/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Series } from '../src/routes/series/schema.ts'
import { CloudProcess } from './harness/cloud-process.ts'
import { reading, type Sealed, TestBox } from './harness/test-box.ts'
import { SITE } from './harness/test-cloud.ts'
import { dropStore, onPostgres, storeUrlOf, tamper } from './harness/test-store.ts'

const SECOND_MS = 1_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const CENTURY_MS = 100 * 366 * DAY_MS
const START = Date.UTC(2026, 1, 20, 3)
const LARGE = 'canteen-2'
const MILLION = 1_000_000
/** Numbers of the series that were added, and how many of them have a newest reading. */
const [FIRST, NEWEST] = [1001, 25_000]
const PAGE = 10_000
const BATCHES = 15
const READINGS = 4_000
const MOST_POINTS = 50_000
const QUERIES = 21
const ACKNOWLEDGED = 10

const box = new TestBox()
let folder: string
let cloud: CloudProcess
let authorization: string
const ONE = 'device=fridge&point=air-temperature'
const CENTURY = `from=${START - CENTURY_MS}&to=${START + DAY_MS}`
const get = async (asked: string, site = SITE) => {
  const answer = await fetch(`${cloud.url}/v1/sites/${site}/${asked}`, { headers: { authorization } })
  return { status: answer.status, text: await answer.text() }
}
const ask = async <Body>(asked: string, site = SITE): Promise<Body> => {
  const { status, text } = await get(asked, site)
  if (status !== 200) throw new Error(text)
  return JSON.parse(text) as Body
}
const seal = (from: number, count: number): Sealed =>
  box.seal(
    Array.from({ length: count }, (_, i) => ({
      body: reading('fridge', 'air-temperature', from + i),
      wall: START + (from + i) * SECOND_MS,
    })),
  )
/** As a box does: with a question about the batch before. */
const post = async ({ n, envelope }: Sealed): Promise<string> => {
  const answer = await fetch(`${cloud.url}/v1/batches`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${box.token}`,
      'content-type': 'application/cose',
      [PROOF_HEADER]: JSON.stringify({ n: Math.max(1, n - 1) }),
    },
    body: new Uint8Array(envelope),
  })
  return `${answer.status} ${((await answer.json()) as { status: string }).status}`
}

/** One site with a series of some hours in readings, and one with a million series: as rows, for what counts is how many there are. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zaojun-big-'))
  cloud = await CloudProcess.start(folder, storeUrlOf(folder))
  await cloud.enrol(SITE, [box])
  await cloud.enrol(LARGE, [])
  for (let n = 0; n < BATCHES; n++) expect(await post(seal(n * READINGS, READINGS))).toBe('200 stored')
  await cloud.end('SIGTERM')
  const numbers = (count: number) =>
    onPostgres
      ? `generate_series(${FIRST}, ${FIRST + count - 1}) AS each (no)`
      : `(WITH RECURSIVE each (no) AS (SELECT ${FIRST} UNION ALL SELECT no + 1 FROM each WHERE no < ${FIRST + count - 1})
          SELECT no FROM each) AS each`
  tamper(
    folder,
    `INSERT INTO series (site, no, device, point)
       SELECT 2, no, 'probe-' || (no + ${MILLION}), 'air-temperature' FROM ${numbers(MILLION)};
     INSERT INTO latest (site, series, box, seq, at, received_at, value, quality, origin)
       SELECT 2, no, 1, 1, ${START}, ${START}, '4', 0, 0 FROM ${numbers(NEWEST)}`,
  )
  cloud = await CloudProcess.start(folder, storeUrlOf(folder))
  authorization = `Bearer ${await cloud.login()}`
}, 300_000)
afterAll(async () => {
  await cloud?.end('SIGKILL')
  dropStore(folder)
  await rm(folder, { recursive: true, force: true })
})

it('a century of one series is refused with the longest span there is', async () => {
  for (const resolution of ['raw', 'hour', 'day']) {
    const { status, text } = await get(`series?${ONE}&${CENTURY}&resolution=${resolution}`)
    expect([status, JSON.parse(text)]).toMatchObject([400, { code: 'SERIES_SPAN' }])
  }
})

it('a raw answer ends at its bound and says where to go on', async () => {
  const raw = (from: number) => ask<Series>(`series?${ONE}&from=${from}&to=${START + DAY_MS}&resolution=raw`)
  const first = await raw(START)
  expect(first).toMatchObject({ truncated: true, next: START + MOST_POINTS * SECOND_MS })
  const rest = await raw(first.next ?? 0)
  expect([...first.v, ...rest.v]).toEqual(Array.from({ length: BATCHES * READINGS }, (_, n) => n))
})

type Page = { next: number | null; latest?: { device: string }[]; series?: { device: string }[] }
it.each([
  ['the newest readings', `latest?limit=${PAGE}`, NEWEST],
  ['an hour', `rollups?from=${START}&to=${START + HOUR_MS}`, MILLION],
])('%s of a million series come a page at a time, no series twice', async (_, asked, all) => {
  const page = async (after: number) => {
    const { latest, series, next } = await ask<Page>(`${asked}&after=${after}`, LARGE)
    return { next, devices: (latest ?? series ?? []).map(({ device }) => device) }
  }
  const first = await page(0)
  const second = await page(first.next ?? 0)
  expect([first.devices.length, second.devices.length]).toEqual([PAGE, PAGE])
  expect(new Set([...first.devices, ...second.devices]).size).toBe(2 * PAGE)
  const last = await page(FIRST + all - 6)
  expect([last.devices.length, last.next]).toEqual([5, null])
})

it('while more is asked than can be answered at once batches are acknowledged, and all of them are there afterwards', async () => {
  const asked = [
    get(`readings?${CENTURY}`),
    ...Array.from({ length: QUERIES / 3 }, (_, n) => [
      get(`series?${ONE}&from=${START}&to=${START + DAY_MS}&resolution=raw`),
      get(`latest?after=${FIRST + n}&limit=${PAGE}`, LARGE),
      get(`rollups?after=${FIRST + n}&from=${START}&to=${START + HOUR_MS}`, LARGE),
    ]).flat(),
  ]
  let answered = 0
  const answers = asked.map((answer) => answer.finally(() => answered++))
  const acknowledged = Array.from({ length: ACKNOWLEDGED }, (_, n) => seal(BATCHES * READINGS + n, 1))
  const before: number[] = []
  for (const sealed of acknowledged) {
    expect(await post(sealed)).toBe('200 stored')
    before.push(answered)
  }
  // It has not waited for what was asked before it.
  expect(before[0]).toBeLessThan(QUERIES / 2)
  const [rows, ...others] = await Promise.all(answers)
  // Those that found no turn in time are told to come back.
  const refused = others.filter(({ status }) => status !== 200).map(({ text }) => JSON.parse(text))
  expect(refused.filter(({ code }) => code !== 'STORE_SLOW')).toEqual([])
  expect(rows?.text.split('\n').length).toBeGreaterThan(BATCHES * READINGS)
  const from = START + BATCHES * READINGS * SECOND_MS
  const { v } = await ask<Series>(`series?${ONE}&from=${from}&to=${START + DAY_MS}&resolution=raw`)
  expect(v).toEqual(acknowledged.map((_, n) => BATCHES * READINGS + n))
})
