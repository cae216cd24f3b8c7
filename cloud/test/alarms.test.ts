import type { AlarmEntry, EntryBody } from '@zaojun/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AlarmRow } from '../src/routes/alarms/schema.ts'
import { reading, TestBox } from './harness/test-box.ts'
import { openTestCloud, type TestCloud } from './harness/test-cloud.ts'

const MINUTE_MS = 60_000
let t: TestCloud
let box: TestBox
let site: string
let sites = 0
beforeAll(async () => {
  t = await openTestCloud()
})
// A kitchen of its own for each test: what is asked of all of them is of the others too.
beforeEach(async () => {
  site = `canteen-${++sites + 1}`
  await t.cloud.store.createSite({ id: site, name: '二食堂', timeZone: 'Asia/Shanghai', createdAt: t.clock.now })
  box = await t.enrolled(new TestBox(), site)
})
afterAll(() => t.close())

const FRIDGE: Omit<AlarmEntry, 'step' | 'state' | 'raisedAt'> = {
  type: 'alarm',
  id: 'alarm-0001',
  rule: 'cn-t01',
  ruleVersion: 1,
  device: 'fridge-1',
  point: 'air-temperature',
  severity: 'major',
  active: true,
  acknowledged: false,
  times: 1,
  value: 9.5,
  limit: 8,
  correction: 'due',
  level: 0,
}
const step = (change: Partial<AlarmEntry> & Pick<AlarmEntry, 'step' | 'state'>): EntryBody => ({
  ...FRIDGE,
  raisedAt: t.clock.now,
  ...change,
})
const send = async (bodies: EntryBody[], wall = t.clock.now) => {
  const { status } = await t.post(box, box.seal(bodies.map((body) => ({ body, wall }))))
  expect(status).toBeLessThan(300)
}
const alive = () => send([reading('scale-1', 'gross', 1)])
/** Of all sites, and of them the one at hand. */
const inboxOf = async ({ ask }: TestCloud, query = ''): Promise<AlarmRow[]> =>
  ((await ask(`GET /v1/alarms${query}`)).body as { alarms: AlarmRow[] }).alarms.filter((row) => row.site === site)
const inbox = (query?: string) => inboxOf(t, query)
const look = () => t.cloud.alarmWatch.look()
const own = async (rule: string) => (await inbox('?state=all')).find((row) => row.rule === rule)
const pass = async (minutes: number) => {
  t.clock.now += minutes * MINUTE_MS
  await look()
}

describe('the inbox', () => {
  it('[L20] shows a box’s alarm as it stands, with the name of its rule and site', async () => {
    await send([step({ step: 'raised', state: 'unacknowledged' })])
    expect(await inbox()).toMatchObject([
      {
        site,
        siteName: '二食堂',
        source: 'box',
        rule: 'cn-t01',
        state: 'unacknowledged',
        value: 9.5,
        overdue: false,
      },
    ])
    expect((await inbox())[0]?.title?.zh).toMatch(/./)
  })

  it('[L20] keeps the newest step also where an earlier one arrives later', async () => {
    const raisedAt = t.clock.now
    const first = box.seal([{ body: step({ step: 'raised', state: 'unacknowledged', raisedAt }), wall: raisedAt }])
    const acknowledged = step({
      step: 'acknowledged',
      state: 'acknowledged',
      acknowledged: true,
      raisedAt,
      by: 'cook-2',
    })
    const second = box.seal([{ body: acknowledged, wall: raisedAt + 5 * MINUTE_MS }])
    await t.post(box, second)
    await t.post(box, first)
    expect(await inbox()).toMatchObject([{ state: 'acknowledged', acknowledgedAt: raisedAt + 5 * MINUTE_MS }])
    const { body } = await t.ask(`GET /v1/sites/${site}/alarms/alarm-0001`)
    expect((body as { steps: { step: string; by?: string }[] }).steps.map(({ step }) => step)).toEqual([
      'raised',
      'acknowledged',
    ])
  })

  it('[L20] leaves out what is closed, unless it is asked for', async () => {
    const over = { active: false, acknowledged: true, correction: 'verified' as const }
    await send([
      step({ step: 'raised', state: 'unacknowledged' }),
      step({ step: 'verified', state: 'normal', ...over }),
    ])
    expect(await inbox()).toEqual([])
    expect(await inbox('?state=closed')).toMatchObject([{ id: 'alarm-0001', correction: 'verified' }])
  })

  it('[L20] says which alarms wait for longer than their limit', async () => {
    await send([step({ step: 'raised', state: 'unacknowledged' })])
    t.clock.now += 16 * MINUTE_MS
    expect(await inbox()).toMatchObject([{ overdue: true }])
  })

  it('[S3.6] puts the worst first and can leave out lesser ones', async () => {
    await send([
      step({ id: 'alarm-warn', step: 'raised', state: 'unacknowledged', severity: 'warn' }),
      step({ id: 'alarm-critical', step: 'raised', state: 'unacknowledged', severity: 'critical' }),
      step({ id: 'alarm-major', step: 'raised', state: 'unacknowledged' }),
    ])
    expect((await inbox()).map(({ severity }) => severity)).toEqual(['critical', 'major', 'warn'])
    expect((await inbox('?severity=major')).map(({ severity }) => severity)).toEqual(['critical', 'major'])
  })

  it('does not let an alarm of a box be acknowledged from afar', async () => {
    await send([step({ step: 'raised', state: 'unacknowledged' })])
    const answer = await t.ask(`POST /v1/sites/${site}/alarms/alarm-0001/acknowledge`)
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([409, 'ALARM_OF_BOX'])
    expect((await t.ask(`GET /v1/sites/${site}/alarms/nothing-here`)).status).toBe(404)
  })
})

describe('a silent box', () => {
  it('[L20] is an alarm after fifteen minutes, goes on to higher levels, and ends when it speaks again', async () => {
    await alive()
    await pass(14)
    expect(await own('box-silent')).toBeUndefined()
    await pass(2)
    expect(await own('box-silent')).toMatchObject({
      source: 'cloud',
      severity: 'major',
      state: 'unacknowledged',
      level: 0,
    })
    await pass(15)
    expect(await own('box-silent')).toMatchObject({ level: 1 })
    await alive()
    await look()
    expect(await own('box-silent')).toMatchObject({ state: 'returned', active: false })
  })

  it('[L20] that left an alarm unanswered is a critical one', async () => {
    await send([step({ step: 'raised', state: 'unacknowledged' })])
    await pass(16)
    expect(await own('box-silent')).toMatchObject({ severity: 'critical' })
  })

  it('[L20] is acknowledged here, by name, once', async () => {
    await alive()
    await pass(16)
    const id = (await own('box-silent'))?.id
    for (const _ of [1, 2]) expect((await t.ask(`POST /v1/sites/${site}/alarms/${id}/acknowledge`)).status).toBe(200)
    const { body } = await t.ask(`GET /v1/sites/${site}/alarms/${id}`)
    const { alarm, steps } = body as { alarm: AlarmRow; steps: { step: string; by?: string }[] }
    expect(alarm).toMatchObject({ state: 'acknowledged', acknowledgedAt: t.clock.now })
    expect(steps.map(({ step, by }) => [step, by])).toEqual([
      ['raised', undefined],
      ['acknowledged', 'admin'],
    ])
  })

  it('is not raised anew by a cloud that starts again', async () => {
    await alive()
    await pass(16)
    const before = await own('box-silent')
    const again = await openTestCloud({ folder: t.folder, now: t.clock.now })
    await again.cloud.alarmWatch.look()
    expect((await inboxOf(again)).map(({ id }) => id)).toEqual([before?.id])
    await again.close()
  })
})

describe('what the cloud sees of batches', () => {
  it('[L20] raises numbers that are missing, and ends it when they come', async () => {
    const [first, second, third] = [1, 2, 3].map((n) =>
      box.seal([{ body: reading('scale-1', 'gross', n), wall: t.clock.now }]),
    )
    for (const sealed of [first, third]) if (sealed) await t.post(box, sealed)
    await look()
    expect(await own('batches-missing')).toMatchObject({ active: true, value: 1 })
    if (second) await t.post(box, second)
    await look()
    expect(await own('batches-missing')).toMatchObject({ active: false, state: 'returned' })
  })

  it('[L20] raises a fork once, and another one again', async () => {
    const clone = new TestBox(box.key)
    clone.token = box.token
    const fork = async (n: number) => {
      await send([reading('scale-1', 'gross', n)])
      const other = clone.seal([{ body: reading('scale-1', 'gross', n + 100), wall: t.clock.now }])
      expect((await t.post(clone, other)).status).toBe(409)
    }
    await fork(1)
    await look()
    await look()
    const once = await own('batch-fork')
    expect(once).toMatchObject({ severity: 'critical', state: 'returned', value: 1, times: 1 })
    await t.ask(`POST /v1/sites/${site}/alarms/${once?.id}/acknowledge`)
    await look()
    expect(await own('batch-fork')).toMatchObject({ state: 'normal' })
    await fork(2)
    await look()
    expect((await inbox()).find(({ rule }) => rule === 'batch-fork')).toMatchObject({ value: 2 })
  })
})

describe('maintenance', () => {
  const begin = (body: object) => t.ask(`POST /v1/sites/${site}/maintenance`, body)

  it('[L20] keeps the cloud’s own alarms about the site quiet while it lasts, and not longer', async () => {
    await alive()
    const window = { from: t.clock.now, to: t.clock.now + 60 * MINUTE_MS, reason: '更换路由器' }
    expect((await begin(window)).status).toBe(201)
    await pass(20)
    expect(await own('box-silent')).toMatchObject({ state: 'suppressed', maintenance: true })
    await pass(41)
    expect(await own('box-silent')).toMatchObject({ state: 'unacknowledged', level: 0, maintenance: false })
  })

  it('can be ended early', async () => {
    await alive()
    const { body } = await begin({ from: t.clock.now, to: t.clock.now + 60 * MINUTE_MS, reason: '检修' })
    await pass(20)
    const { id } = body as { id: string }
    expect((await t.ask(`DELETE /v1/sites/${site}/maintenance/${id}`)).status).toBe(204)
    await look()
    expect(await own('box-silent')).toMatchObject({ state: 'unacknowledged' })
    expect((await t.ask(`DELETE /v1/sites/${site}/maintenance/${id}`)).status).toBe(404)
  })

  it.each([
    ['ends before it begins', 60, 30],
    ['is over already', -60, -30],
    ['lasts longer than a week', 0, 8 * 24 * 60],
  ])('refuses a window that %s', async (_title, from, to) => {
    const body = { from: t.clock.now + from * MINUTE_MS, to: t.clock.now + to * MINUTE_MS, reason: 'x' }
    const answer = await begin(body)
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([400, 'MAINTENANCE_SPAN'])
  })
})

describe('the figures', () => {
  it('[L20] count alarms and how soon they were answered, against their limits', async () => {
    const raisedAt = t.clock.now
    const answered = (id: string, minutes: number) => ({
      entries: [
        { body: step({ id, step: 'raised', state: 'unacknowledged', raisedAt }), wall: raisedAt },
        {
          body: step({ id, step: 'acknowledged', state: 'acknowledged', acknowledged: true, raisedAt }),
          wall: raisedAt + minutes * MINUTE_MS,
        },
      ],
    })
    for (const [id, minutes] of [
      ['alarm-soon', 5],
      ['alarm-late', 40],
    ] as const)
      await t.post(box, box.seal(answered(id, minutes).entries))
    await send([step({ id: 'alarm-open', step: 'raised', state: 'unacknowledged', raisedAt, times: 4 })])
    t.clock.now += 60 * MINUTE_MS
    const { body } = await t.ask(`GET /v1/alarms/figures?site=${site}&from=${raisedAt}&to=${t.clock.now}`)
    const { severities, chattering, rules, flood } = body as Record<string, never>
    expect(severities).toContainEqual(
      expect.objectContaining({
        severity: 'major',
        raised: 3,
        standing: 3,
        acknowledged: 2,
        withinLimit: 1,
        overdue: 1,
        limitMs: 15 * MINUTE_MS,
        responseMs: { p50: 5 * MINUTE_MS, p95: 40 * MINUTE_MS },
      }),
    )
    expect(chattering).toBe(1)
    expect(flood).toEqual({ most: 3, spans: 0 })
    expect(rules).toMatchObject([{ rule: 'cn-t01', raised: 3 }])
  })
})
