import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { backUp, digestsOf, newFolder, removeFolders } from '../harness/backups.ts'
import { READY } from '../harness/postgres-server.ts'
import { reading } from '../harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from '../harness/test-cloud.ts'
import { testServer } from '../harness/test-store.ts'
import { killMidway, zaojun } from '../harness/zaojun-command.ts'

const DEVICES = 20
const BATCHES = 40
const data = newFolder()
const databases: string[] = []
let size: number
let origin: string

function database(template?: string): { name: string; url: string } {
  const name = testServer().createDatabase(template)
  databases.push(name)
  return { name, url: testServer().url(name) }
}
const open = (url?: string): Promise<TestCloud> => openTestCloud({ folder: data, store: { url }, sequenceMs: 60_000 })

beforeAll(async () => {
  const t = await open()
  const box = await t.enrolled()
  for (let n = 1; n <= BATCHES; n++) {
    const wall = t.clock.now + n * 60_000
    const entries = Array.from({ length: DEVICES }, (_, i) => ({
      body: reading(`fridge-${i}`, 'air-temperature', n + i / 16),
      wall,
    }))
    await t.post(box, box.seal([...entries, { body: { type: 'event', event: 'door-opened', data: { n } }, wall }]))
  }
  await t.cloud.merkleLog.now()
  const state = await t.cloud.merkleLog.state()
  size = state.size
  origin = state.origin
  await t.close()
})
afterAll(() => {
  for (const name of databases) testServer().dropDatabase(name)
  removeFolders()
})

it('a store moves to PostgreSQL, killed midway and run again, and back: every table and the log are as they were', async () => {
  const { name, url } = database()
  const before = await digestsOf({ data })
  const args = ['migrate', '--from', data, '--to', url]
  const steps = () => Number(testServer().sql(name, `SELECT count(*) FROM pg_class WHERE relname = 'restore_part'`))
  expect(await killMidway(args, () => steps() > 0)).toBe(true)
  const again = await zaojun(...args)
  expect(again.stderr).toBe('')
  expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining('✓') })
  const { session, ...moved } = await digestsOf({ data, url })
  expect(moved).toEqual(before)

  const home = newFolder()
  cpSync(join(data, 'keys'), join(home, 'keys'), { recursive: true })
  expect(await zaojun('migrate', '--from', url, '--to', home)).toMatchObject({ status: 0 })
  expect((await digestsOf({ data: home })).batch).toBe(before.batch)
  const backups = newFolder()
  await backUp({ data, url }, backups, 'full')
  await expect(backUp({ data: home }, backups, 'incremental')).rejects.toMatchObject({ code: 'BACKUP_OTHER_ENGINE' })

  const t = await open(url)
  const box = await t.enrolled()
  await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 1), wall: t.clock.now }]))
  await t.cloud.merkleLog.now()
  const state = await t.cloud.merkleLog.state()
  const { body } = await t.ask(`GET /v1/sites/${SITE}/latest`)
  await t.close()
  expect([state.origin, state.size, (body as { latest: unknown[] }).latest.length]).toEqual([origin, size + 1, DEVICES])
}, 120_000)

it('a store in use does not move, and none moves onto one of another log', async () => {
  const t = await open()
  const { url } = database()
  expect(await zaojun('migrate', '--from', data, '--to', url)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('MIGRATE_IN_USE'),
  })
  await t.close()
  const other = database(READY)
  testServer().sql(other.name, `INSERT INTO setting VALUES ('log', 'log-0123456789abcdef')`)
  expect(await zaojun('migrate', '--from', data, '--to', other.url)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('STORE_OTHER_LOG'),
  })
})
