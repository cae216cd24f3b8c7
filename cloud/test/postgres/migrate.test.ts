import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { backupsIn } from '../../src/backup/manifest.ts'
import { backUp, digestsOf, newFolder, removeFolders } from '../harness/backups.ts'
import { READY } from '../harness/postgres-server.ts'
import { reading } from '../harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from '../harness/test-cloud.ts'
import { testServer } from '../harness/test-store.ts'
import { killMidway, saidBesideProgress, startZaojun, zaojun } from '../harness/zaojun-command.ts'

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

/** With the key of the log, as every move and restore has it. */
function folderWithKeys(): string {
  const folder = newFolder()
  cpSync(join(data, 'keys'), join(folder, 'keys'), { recursive: true })
  return folder
}

/** A session of its own, that locks tables and waits until another one waits. */
class Locker {
  private readonly client: pg.Client

  private constructor(client: pg.Client) {
    this.client = client
  }

  static async at(url: string): Promise<Locker> {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return new Locker(client)
  }

  async lock(table: string, mode: string): Promise<void> {
    await this.client.query('BEGIN')
    await this.client.query(`LOCK TABLE ${table} IN ${mode} MODE`)
  }

  async release(): Promise<void> {
    await this.client.query('ROLLBACK')
  }

  async waitsFor(table: string, mode: string): Promise<void> {
    const waiting = `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND relation = $1::regclass AND mode = $2`
    const count = async () => (await this.client.query(waiting, [table, mode])).rows[0].n
    await expect.poll(count, { timeout: 60_000, interval: 20 }).toBe(1)
  }

  /** Until what was killed is gone from the server too. */
  async alone(): Promise<void> {
    const others = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'zaojun-cloud'`
    await expect.poll(async () => (await this.client.query(others)).rows[0].n, { timeout: 60_000 }).toBe(0)
  }

  async end(): Promise<void> {
    await this.client.end()
  }
}

it('a store moves to PostgreSQL, killed midway and run again, and back: every table and the log are as they were', async () => {
  const { name, url } = database()
  const before = await digestsOf({ data })
  const args = ['migrate', '--from', data, '--to', url]
  const steps = () => Number(testServer().sql(name, `SELECT count(*) FROM pg_class WHERE relname = 'restore_part'`))
  expect(await killMidway(args, () => steps() > 0)).toBe(true)
  const again = await zaojun(...args)
  expect(saidBesideProgress(again.stderr)).toEqual([])
  expect(again.stderr).toMatch(/恢复 restoring(.|\n)*比较 comparing/)
  expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining('✓') })
  const { session, ...moved } = await digestsOf({ data, url })
  expect(moved).toEqual(before)
  const { stderr } = await zaojun(...args)
  expect([stderr.includes('BACKUP_TARGET_NOT_EMPTY'), existsSync(join(data, 'migrate'))]).toEqual([true, false])

  const home = folderWithKeys()
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
  const typed = join(newFolder(), 'typo')
  expect((await zaojun('migrate', '--from', url, '--to', typed)).stderr).toContain('LOG_KEY_UNREADABLE')
  expect(existsSync(typed)).toBe(false)
  const other = database(READY)
  testServer().sql(other.name, `INSERT INTO setting VALUES ('log', 'log-0123456789abcdef')`)
  expect(await zaojun('migrate', '--from', data, '--to', other.url)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('STORE_OTHER_LOG'),
  })
})

it('a move killed while both are compared leaves a target that no cloud starts on; the same command goes on', async () => {
  const { name, url } = database()
  expect(await zaojun('migrate', '--from', data, '--to', url)).toMatchObject({ status: 0 })
  const home = folderWithKeys()
  const [backup, comparison] = [await Locker.at(url), await Locker.at(url)]
  await backup.lock('latest', 'ACCESS EXCLUSIVE')
  const args = ['migrate', '--from', url, '--to', home]
  const { child, ended } = startZaojun(args)
  // The backup has read the log by now: who locks that gets it when the backup ends, before anything is compared.
  await backup.waitsFor('latest', 'AccessShareLock')
  const locked = comparison.lock('leaf', 'ACCESS EXCLUSIVE')
  await backup.waitsFor('leaf', 'AccessExclusiveLock')
  await backup.release()
  await locked
  await backup.waitsFor('leaf', 'AccessShareLock')
  child.kill('SIGKILL')
  expect((await ended).status).toBe(null)
  await comparison.release()
  await backup.alone()
  for (const locker of [backup, comparison]) await locker.end()

  const refused = await zaojun('backup', 'full', '--to', newFolder(), '--data', home)
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('STORE_HALF_RESTORED')])
  expect(await zaojun(...args)).toMatchObject({ status: 0 })
  expect([existsSync(join(home, 'migrate')), testServer().sql(name, 'SELECT count(*) FROM batch')]).toEqual([
    false,
    String(BATCHES),
  ])
  const t = await openTestCloud({ folder: home, store: { url: undefined } })
  const state = await t.cloud.merkleLog.state()
  await t.close()
  expect([state.origin, state.size]).toEqual([origin, size])
})

it('a move of a store that has gone on since it was begun is refused; into an empty target it starts anew', async () => {
  const [first, second] = [database(), database()]
  const steps = () => Number(testServer().sql(first.name, `SELECT count(*) FROM pg_class WHERE relname = 'batch'`))
  expect(await killMidway(['migrate', '--from', data, '--to', first.url], () => steps() > 0)).toBe(true)
  const t = await open()
  const box = await t.enrolled()
  await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 2), wall: t.clock.now }]))
  await t.close()
  const half = await zaojun('backup', 'full', '--to', newFolder(), '--data', data, '--store.url', first.url)
  expect(half.stderr).toContain('STORE_HALF_RESTORED')
  const refused = await zaojun('migrate', '--from', data, '--to', first.url)
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('MIGRATE_SOURCE_CHANGED')])
  expect(refused.stderr).toContain(join(data, 'migrate'))
  expect(await zaojun('migrate', '--from', data, '--to', second.url)).toMatchObject({ status: 0 })
  const { session, ...moved } = await digestsOf({ data, url: second.url })
  expect(moved).toEqual(await digestsOf({ data }))
})

it('a restore into PostgreSQL killed midway goes on with the backup it was begun of, whatever came into the folder since', async () => {
  const set = newFolder()
  const [place, { url }] = [folderWithKeys(), database(READY)]
  const { id } = await backUp({ data }, set, 'full')
  const locker = await Locker.at(url)
  await locker.lock('entry', 'SHARE')
  const args = ['restore', '--from', set, '--data', place, '--store.url', url]
  const { child, ended } = startZaojun(args)
  await locker.waitsFor('entry', 'RowExclusiveLock')
  child.kill('SIGKILL')
  expect((await ended).status).toBe(null)
  await locker.release()
  await locker.end()
  const later = await backUp({ data }, set, 'full')
  expect(backupsIn(set)).toEqual([id, later.id])
  const other = await zaojun(...args, '--backup', later.id)
  expect(other.stderr).toMatch(new RegExp(`BACKUP_OTHER_BEGUN.*--backup ${id}`))
  expect(await zaojun(...args)).toMatchObject({ status: 0, stdout: expect.stringContaining(`✓ ${id}`) })
  const { setting, session, ...tables } = await digestsOf({ data: place, url })
  const { setting: _, ...were } = await digestsOf({ data })
  expect(tables).toEqual(were)
})
