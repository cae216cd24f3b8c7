import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PostgresServer } from '../harness/postgres-server.ts'
import { reading, type TestBox } from '../harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from '../harness/test-cloud.ts'

const BATCHES = 12
const KILLED_AFTER = 4

let primary: PostgresServer
let standby: PostgresServer
let database: string
let url: string
let t: TestCloud
let box: TestBox
const folders: string[] = []
async function folderWith(keysOf?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-failover-'))
  folders.push(folder)
  if (keysOf !== undefined) await cp(join(keysOf, 'keys'), join(folder, 'keys'), { recursive: true })
  return folder
}

beforeAll(async () => {
  primary = await PostgresServer.start()
  database = primary.createDatabase()
  standby = await primary.synchronousStandby()
  // The standby stands first: the one that takes writes is to be found.
  url = PostgresServer.urlOfAny([standby, primary], database)
  t = await openTestCloud({ folder: await folderWith(), store: { url } })
  box = await t.enrolled()
})
afterAll(async () => {
  await t.close()
  await primary.remove()
  await standby.remove()
  for (const folder of folders) await rm(folder, { recursive: true })
})

const next = (value: number) => box.seal([{ body: reading('fridge-1', 'air-temperature', value), wall: t.clock.now }])
const batchesAt = (server: PostgresServer) => Number(server.sql(database, 'SELECT count(*) FROM batch'))

it('[L8] of two servers the one that takes writes is used, and when it dies the promoted other: nothing acknowledged is lost', async () => {
  const acknowledged: number[] = []
  for (let n = 1; n <= BATCHES; n++) {
    const sealed = next(n)
    if (n === KILLED_AFTER) {
      primary.down('immediate')
      standby.promote()
    }
    for (let status = 0; status !== 200; ) {
      const answer = await t.post(box, sealed)
      status = answer.status
      if (status === 200) acknowledged.push(n)
      else expect([status, (answer.body as { code: string }).code]).toEqual([503, 'STORE_UNREACHABLE'])
      if (status !== 200) await sleep(100)
    }
  }
  expect(acknowledged.length).toBe(BATCHES)
  const [standing] = await t.cloud.store.boxes(SITE)
  expect(standing?.held).toEqual([[1, BATCHES]])
})

it('an old primary that comes back beside the promoted one takes nothing: the higher timeline is used', async () => {
  primary.up()
  const before = batchesAt(primary)
  // Who looks only now finds two that are not in recovery.
  const late = await openTestCloud({ folder: await folderWith(t.folder), store: { url } })
  expect((await late.post(box, next(1))).status).toBe(200)
  expect((await t.post(box, next(2))).status).toBe(200)
  expect([batchesAt(primary), batchesAt(standby)]).toEqual([before, BATCHES + 2])
  await late.close()
})

it('where the old primary is all that is left it is refused, after a restart too', async () => {
  const sealed = next(3)
  const before = batchesAt(primary)
  standby.down()
  try {
    await expect.poll(async () => (await t.post(box, sealed)).status).toBe(503)
    const again = openTestCloud({ folder: t.folder, store: { url, startSeconds: 1 } })
    await expect(again).rejects.toMatchObject({ code: 'STORE_STALE' })
    expect(batchesAt(primary)).toBe(before)
  } finally {
    standby.up()
  }
  await expect.poll(async () => (await t.post(box, sealed)).status).toBe(200)
})

it('who has never seen the newer timeline gets nothing acknowledged by the old primary: it waits for its standby', async () => {
  const alone = PostgresServer.urlOfAny([primary], database)
  const stranger = openTestCloud({
    folder: await folderWith(t.folder),
    store: { url: alone, statementSeconds: 0.5 },
  })
  await expect(stranger).rejects.toMatchObject({ code: 'STORE_SLOW' })
})
