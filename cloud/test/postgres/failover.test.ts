import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PostgresServer } from '../harness/postgres-server.ts'
import { reading } from '../harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from '../harness/test-cloud.ts'

const BATCHES = 12
const KILLED_AFTER = 4

let primary: PostgresServer
let standby: PostgresServer
let t: TestCloud
beforeAll(async () => {
  primary = await PostgresServer.start()
  const database = primary.createDatabase()
  standby = await primary.synchronousStandby()
  // The standby stands first: the one that takes writes is to be found.
  t = await openTestCloud({ store: { url: PostgresServer.urlOfAny([standby, primary], database) } })
})
afterAll(async () => {
  await t.close()
  await primary.remove()
  await standby.remove()
})

it('[L8] of two servers the one that takes writes is used, and when it dies the promoted other: nothing acknowledged is lost', async () => {
  const box = await t.enrolled()
  const acknowledged: number[] = []
  for (let n = 1; n <= BATCHES; n++) {
    const sealed = box.seal([{ body: reading('fridge-1', 'air-temperature', n), wall: t.clock.now + n }])
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
