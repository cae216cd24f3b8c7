import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseLeaf } from '@zaojun/core/proof/index'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rollUpDue } from '../../src/rollup/job.ts'
import { READY } from '../harness/postgres-server.ts'
import { reading, TestBox } from '../harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from '../harness/test-cloud.ts'
import { testServer } from '../harness/test-store.ts'

let one: TestCloud
let two: TestCloud
const folders: string[] = []
const folderOf = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-aggregator-'))
  folders.push(folder)
  return folder
}
let name: string
let url: string

beforeAll(async () => {
  name = testServer().createDatabase(READY)
  url = testServer().url(name)
  one = await openTestCloud({ folder: await folderOf(), store: { url } })
  const folder = await folderOf()
  await cp(join(one.folder, 'keys'), join(folder, 'keys'), { recursive: true })
  two = await openTestCloud({ folder, store: { url } })
})
afterAll(async () => {
  await Promise.all([one.close(), two.close()])
  for (const folder of folders) await rm(folder, { recursive: true })
})

const both = () => [one, two]
const some = (device: string, value: number) => ({
  body: reading(device, 'air-temperature', value),
  wall: one.clock.now,
})

describe('two aggregators on one database', () => {
  it('given the same batch at once: one stores it, to the other it is a duplicate, and both give the same receipt', async () => {
    const box = await one.enrolled()
    for (let round = 0; round < 10; round++) {
      const sealed = box.seal([some('fridge-1', round)])
      const answers = await Promise.all(both().map((t) => t.post(box, sealed)))
      const bodies = answers.map(({ body }) => body as { status: string; receipt: string })
      expect(bodies.map(({ status }) => status).sort()).toEqual(['duplicate', 'stored'])
      expect(new Set(bodies.map(({ receipt }) => receipt)).size).toBe(1)
    }
    const held = (await two.cloud.store.boxes(SITE)).find(({ id }) => id === box.id)?.held
    expect(held).toEqual([[1, 10]])
  })

  it('number the series of a site once, whoever meets them first', async () => {
    const boxes = [await one.enrolled(), await two.enrolled()]
    const entries = Array.from({ length: 40 }, (_, index) => some(`shelf-${index}`, index))
    const answers = await Promise.all(boxes.map((box, index) => both()[index]?.post(box, box.seal(entries))))
    expect(answers.map((answer) => answer?.status)).toEqual([200, 200])
    const latest = (await one.cloud.store.latest(SITE)).latest.filter(({ device }) => device.startsWith('shelf-'))
    expect(latest.map(({ device }) => device).sort()).toEqual(entries.map((_, index) => `shelf-${index}`).sort())
  })

  it('sequence at the same time: no place is given twice, none is left out, and both publish the same tree', async () => {
    const box = await one.enrolled()
    for (let round = 0; round < 5; round++) {
      await Promise.all(both().map((t, index) => t.post(box, box.seal([some(`oven-${index}`, round)])))).catch(() => {})
      await Promise.all(both().flatMap((t) => [t.cloud.merkleLog.now(), t.cloud.merkleLog.now()]))
    }
    // Whoever leads places the rest; the other then sees it.
    for (const t of [one, two, one]) await t.cloud.merkleLog.now()
    const { entries, size } = await one.cloud.store.leavesFrom({ generation: 1, from: 0 })
    expect(entries.length).toBe(size)
    const places = entries
      .map((entry) => parseLeaf(entry))
      .flatMap((leaf) => (leaf.kind === 'batch' ? [`${leaf.box} ${leaf.n}`] : []))
    expect(new Set(places).size).toBe(places.length)
    const held = (await one.cloud.store.boxes(SITE)).flatMap(({ id, held }) =>
      held.map(([first, last]) => [id, last - first + 1]),
    )
    expect(places.length).toBe(held.reduce((sum, [, count]) => sum + Number(count), 0))
    const states = await Promise.all(both().map((t) => t.cloud.merkleLog.state()))
    expect(states.map(({ size }) => size)).toEqual([size, size])
    expect(states[0]?.root).toEqual(states[1]?.root)
  })

  it('leave the log to the one that holds the lease, and take over once it has run out', async () => {
    const lease = (seconds: number) =>
      testServer().sql(
        name,
        `UPDATE lease SET holder = 'gone', until = now() + interval '${seconds} s' WHERE name = 'sequencer'`,
      )
    const box = await one.enrolled()
    lease(3600)
    const sealed = box.seal([some('fridge-9', 1)])
    await two.post(box, sealed)
    const placed = async () => {
      for (const t of both()) await t.cloud.merkleLog.now()
      return (await two.cloud.store.leafOf(box.id, sealed.n))?.generation ?? null
    }
    expect(await placed()).toBe(null)
    lease(-1)
    expect(await placed()).toBe(1)
  })

  it('roll up at the same time: each hour comes to what its readings say', async () => {
    const box = await one.enrolled()
    for (let i = 0; i < 12; i++) {
      const wall = one.clock.now - 30 * 60_000 + i * 60_000
      const sealed = box.seal([{ body: reading('cold-room', 'air-temperature', i), wall }])
      await Promise.all([both()[i % 2]?.post(box, sealed), ...both().map((t) => t.cloud.store.rollUp(50))])
    }
    for (const { cloud } of [one, two]) await rollUpDue(cloud.store)
    const query = { site: SITE, device: 'cold-room', point: 'air-temperature', days: null }
    const span = { from: one.clock.now - 3_600_000, to: one.clock.now + 3_600_000 }
    const { v } = await two.cloud.store.rolledUp({ ...query, ...span })
    // 0 … 11, each for a minute, the last for five.
    expect(v[0]).toBeCloseTo((66 - 11 + 11 * 5) / 16, 6)
    expect(await one.cloud.store.dirtyHours()).toBe(0)
  })
})

describe('without Redis they find out from the database', () => {
  it('what one was given reaches who watches at the other, and whose box it is learns that somebody watches', async () => {
    const box = await one.enrolled()
    const seen: unknown[] = []
    const leave = two.cloud.hub.listen(SITE, ({ event, data }) => {
      if (event === 'latest') for (const { device, value } of data) if (device === 'fridge-20') seen.push(value)
    })
    await expect.poll(() => one.cloud.hub.watched(SITE)).toBe(true)
    await one.post(box, box.seal([some('fridge-20', 4.5)]))
    await expect.poll(() => seen).toEqual([4.5])
    leave()
    await expect.poll(() => one.cloud.hub.watched(SITE)).toBe(false)
  })

  it('a key that was revoked at one signs nothing at the other any more', async () => {
    const box = await one.enrolled()
    expect((await two.post(box, box.seal([some('fridge-21', 1)]))).status).toBe(200)
    const reason = { reason: 'stolen', after: 0 }
    expect((await one.ask(`POST /v1/sites/${SITE}/boxes/${box.id}/revocation`, reason)).status).toBe(200)
    const refused = async () => {
      const { body } = await two.post(box, box.seal([some('fridge-21', 2)]))
      return (body as { code?: string }).code
    }
    await expect.poll(refused).toBe('KEY_REVOKED')
  })

  it('an alarm acknowledged at one stays so, whatever the other was about to do with it', async () => {
    const box = await one.enrolled()
    await one.post(box, box.seal([some('fridge-22', 1)]))
    const alarmOf = async () => (await one.cloud.store.cloudAlarms()).find(({ box: of }) => of === box.id)
    for (const t of both()) t.clock.now += 24 * 3_600_000
    // One of them has the watch.
    for (const t of both()) await t.cloud.alarmWatch.look()
    const raised = await alarmOf()
    expect(raised?.entry).toMatchObject({ rule: 'box-silent', acknowledged: false })
    if (raised === undefined) return
    const { entry, seq } = raised
    await two.ask(`POST /v1/sites/${SITE}/alarms/${entry.id}/acknowledge`)
    const late = { ...entry, step: 'escalated' as const, level: 1 }
    expect(await one.cloud.store.addAlarm(SITE, box.id, late, seq, one.clock.now)).toBe(null)
    expect((await alarmOf())?.entry).toMatchObject({ acknowledged: true, level: 0 })
  })

  it('a log that lost its tail goes on under the next name at both, without a restart', async () => {
    const box = await one.enrolled()
    await one.post(box, box.seal([some('fridge-23', 1)]))
    const states = async () => {
      for (const t of [one, two, one, two]) await t.cloud.merkleLog.now().catch(() => {})
      return Promise.all(both().map((t) => t.cloud.merkleLog.state()))
    }
    await states()
    testServer().sql(name, 'DELETE FROM leaf WHERE idx > (SELECT max(idx) - 2 FROM leaf)')
    const origin = `${one.cloud.keys.log}/2`
    await expect.poll(async () => (await states()).map((state) => state.origin)).toEqual([origin, origin])
    await two.post(box, box.seal([some('fridge-23', 2)]))
    const [first, second] = await states()
    expect(first?.size).toBeGreaterThan(1)
    expect(second?.checkpoint).toBe(first?.checkpoint)
    expect(second?.root).toEqual(first?.root)
  })
})

it('an aggregator with another log’s key is told so, and changes nothing', async () => {
  await expect(openTestCloud({ folder: await folderOf(), store: { url } })).rejects.toMatchObject({
    code: 'STORE_OTHER_LOG',
    message: expect.stringContaining(one.cloud.keys.log),
  })
})

it('two that start at once on an empty database both start', async () => {
  const empty = testServer().url(testServer().createDatabase())
  const first = await folderOf()
  await cp(join(one.folder, 'keys'), join(first, 'keys'), { recursive: true })
  const second = await folderOf()
  await cp(join(one.folder, 'keys'), join(second, 'keys'), { recursive: true })
  const clouds = await Promise.all([first, second].map((folder) => openTestCloud({ folder, store: { url: empty } })))
  const box = await clouds[0]?.enrolled(new TestBox())
  expect(box?.token).not.toBe('')
  await Promise.all(clouds.map((cloud) => cloud.close()))
})
