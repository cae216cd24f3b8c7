import { appendFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tilePath } from '@zaojun/core/proof/index'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkStore } from '../src/verify/check-store.ts'
import { reading } from './harness/test-box.ts'
import { openTestCloud, type TestCloud } from './harness/test-cloud.ts'
import { storeUrlOf } from './harness/test-store.ts'

const BATCHES = 5
/** More than a buffer can hold: read whole, it would throw another error or take the memory. */
const HUGE_BYTES = 8 * 1024 ** 3
const MAX_GROWTH_BYTES = 128 * 1024 * 1024

let t: TestCloud
let log: string
let [hashes, entries] = ['', '']
beforeAll(async () => {
  t = await openTestCloud()
  const box = await t.enrolled()
  for (let n = 0; n < BATCHES; n++)
    await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', n), wall: t.clock.now + n }]))
  await t.cloud.merkleLog.now()
  const { size } = await t.cloud.merkleLog.state()
  log = join(t.folder, 'log', '1')
  hashes = tilePath(0, 0, size)
  entries = tilePath('entries', 0, size)
  cpSync(log, `${log}.kept`, { recursive: true })
})
afterAll(() => t.close())

const cut = (file: string) => truncateSync(file, readFileSync(file).length - 1)
const trail = (file: string) => appendFileSync(file, '\0')
const grow = (file: string) => truncateSync(file, HUGE_BYTES)
const empty = (file: string) => writeFileSync(file, '')
const narrow = (file: string) => truncateSync(file, readFileSync(file).length - 32)
const widen = (file: string) => appendFileSync(file, new Uint8Array(32))

it.each([
  ['a tile cut off', () => hashes, cut],
  ['a tile with a trailing byte', () => hashes, trail],
  ['a tile one hash too narrow', () => hashes, narrow],
  ['a tile one hash too wide', () => hashes, widen],
  ['an empty tile', () => hashes, empty],
  ['a tile of gigabytes', () => hashes, grow],
  ['a bundle cut off', () => entries, cut],
  ['a bundle with a trailing byte', () => entries, trail],
  ['an empty bundle', () => entries, empty],
  ['a bundle of gigabytes', () => entries, grow],
  ['a checkpoint cut off', () => 'checkpoint', cut],
  ['a checkpoint with a trailing byte', () => 'checkpoint', trail],
  ['an empty checkpoint', () => 'checkpoint', empty],
  ['a checkpoint of gigabytes', () => 'checkpoint', grow],
])('[P1] %s is refused with its place, in bounded memory', async (_title, path, edit) => {
  const { key } = await t.cloud.merkleLog.state()
  const found = async () =>
    (await checkStore({ data: t.folder, url: storeUrlOf(t.folder), logKeys: [key] })).findings.map(({ place }) => place)
  expect(await found()).toEqual([])
  edit(join(log, path()))
  try {
    const before = process.memoryUsage().rss
    expect(await found()).toEqual([`log 1, ${path()}`])
    expect(process.memoryUsage().rss - before).toBeLessThan(MAX_GROWTH_BYTES)
  } finally {
    rmSync(log, { recursive: true })
    cpSync(`${log}.kept`, log, { recursive: true })
  }
})
