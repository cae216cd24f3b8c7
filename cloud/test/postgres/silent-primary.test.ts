import { afterAll, beforeAll, expect, it } from 'vitest'
import { PostgresServer } from '../harness/postgres-server.ts'
import { familyOf } from '../harness/supervised.ts'
import { reading, type TestBox } from '../harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from '../harness/test-cloud.ts'

/** Who waits for the silent server itself waits longer than this test may last. */
const STATEMENT_SECONDS = 300
/** More at once than there are connections: some need a new one, which is not made. */
const READS = 12
const AGAIN_MS = 200

let primary: PostgresServer
let standby: PostgresServer
let database: string
let t: TestCloud
let box: TestBox
let frozen: number[] = []

beforeAll(async () => {
  primary = await PostgresServer.start()
  database = primary.createDatabase()
  standby = await primary.synchronousStandby()
  const url = PostgresServer.urlOfAny([primary, standby], database)
  t = await openTestCloud({ store: { url, statementSeconds: STATEMENT_SECONDS } })
  box = await t.enrolled()
})
afterAll(async () => {
  for (const pid of frozen) process.kill(pid, 'SIGCONT')
  await t.close()
  await primary.remove()
  await standby.remove()
})

it('[L8] what waits at a primary that says nothing is told so once another is promoted, and all goes on there', async () => {
  const batches = [1, 2, 3].map((n) =>
    box.seal([{ body: reading('fridge-1', 'air-temperature', n), wall: t.clock.now + n }]),
  )
  const [first, second, third] = batches as [(typeof batches)[0], (typeof batches)[0], (typeof batches)[0]]
  expect((await t.post(box, first)).status).toBe(200)
  frozen = familyOf(primary.pid)
  for (const pid of frozen) process.kill(pid, 'SIGSTOP')
  const waiting = t.post(box, second)
  const reads = Array.from({ length: READS }, () => t.ask('GET /v1/sites'))
  // It is given up by whoever needed a new connection, before there is another.
  await Promise.any(reads.map(async (read) => expect((await read).status).toBe(503)))
  standby.promote()
  const answer = await waiting
  expect([200, 503]).toContain(answer.status)
  await Promise.all(reads)
  for (const sealed of [second, third])
    await expect.poll(async () => (await t.post(box, sealed)).status, { interval: AGAIN_MS }).toBe(200)
  const [standing] = await t.cloud.store.boxes(SITE)
  expect(standing?.held).toEqual([[1, 3]])
  expect(Number(standby.sql(database, 'SELECT count(*) FROM batch'))).toBe(3)
})
