import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Availability } from '../src/routes/service/schema.ts'
import { outagesOf, tally } from '../src/service/availability.ts'
import { SLOT_MS, slotAt, startOf } from '../src/service/slots.ts'
import type { ServiceState } from '../src/store/service.ts'
import { openTestCloud, type TestCloud } from './harness/test-cloud.ts'
import { dropStore } from './harness/test-store.ts'

const START = Date.UTC(2027, 2, 1, 8)
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

let folder: string
let t: TestCloud
const folders: string[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zaojun-service-'))
  folders.push(folder)
  t = await openTestCloud({ folder, now: START })
})
afterEach(() => t.close())
afterAll(async () => {
  for (const each of folders) {
    dropStore(each)
    await rm(each, { recursive: true })
  }
})

const report = async (query = ''): Promise<Availability> =>
  (await t.ask(`GET /v1/service/availability${query}`)).body as Availability
const day = ({ periods }: Availability) => periods.find(({ period }) => period === 'day')
/** The cloud runs for so long: it looks at itself in every slot. */
async function runs(ms: number): Promise<void> {
  for (const end = t.clock.now + ms; t.clock.now < end; t.clock.now += SLOT_MS) await t.cloud.sampler.look()
}
/** What another aggregator said of itself, slot by slot. */
async function said(aggregator: string, state: ServiceState, from: number, to: number): Promise<void> {
  for (let slot = slotAt(from); slot < slotAt(to); slot++)
    await t.cloud.store.sampleService({ aggregator, state, slot })
}

describe('how available the service was', () => {
  it('[L23] a stretch in which no process ran counts as down, with its beginning and end, over a restart too', async () => {
    await runs(10 * MINUTE_MS)
    const stopped = t.clock.now
    await t.close()
    t = await openTestCloud({ folder, now: stopped + 5 * MINUTE_MS })
    await runs(5 * MINUTE_MS)
    const found = await report()
    expect(found).toMatchObject({ since: START, slotSeconds: SLOT_MS / 1000, target: 0.999, truncated: false })
    expect(found.outages).toEqual([{ from: stopped, to: stopped + 5 * MINUTE_MS, planned: false, reason: 'silent' }])
    expect(day(found)).toMatchObject({ seconds: 1200, down: 300, planned: 0, availability: 0.75 })
    expect(found.aggregators).toMatchObject([{ seenAt: t.clock.now, spans: [{ state: 'up' }, { state: 'up' }] }])
  })

  it('of several aggregators one that is up is enough', async () => {
    await said('one', 'up', START, START + 10 * MINUTE_MS)
    await said('two', 'up', START + 5 * MINUTE_MS, START + 20 * MINUTE_MS)
    t.clock.now = START + 20 * MINUTE_MS
    const found = await report()
    expect(found.outages).toEqual([])
    expect(day(found)?.availability).toBe(1)
    expect(found.aggregators.map(({ name }) => name)).toEqual(expect.arrayContaining(['one', 'two']))
  })

  it('one that is there but cannot do its work is down, and says what it lacks', async () => {
    await said('one', 'up', START, START + 10 * MINUTE_MS)
    await said('one', 'log', START + 10 * MINUTE_MS, START + 12 * MINUTE_MS)
    await said('one', 'up', START + 12 * MINUTE_MS, START + 20 * MINUTE_MS)
    t.clock.now = START + 20 * MINUTE_MS
    expect((await report()).outages).toEqual([
      { from: START + 10 * MINUTE_MS, to: START + 12 * MINUTE_MS, planned: false, reason: 'log' },
    ])
  })

  it('work that was announced is shown apart; it cannot be announced afterwards', async () => {
    const from = START + 10 * MINUTE_MS
    const to = START + 14 * MINUTE_MS
    const announced = await t.ask('POST /v1/service/maintenance', { from, to, reason: '换硬盘' })
    expect(announced.status).toBe(201)
    await said('one', 'up', START, from)
    await said('one', 'up', START + 15 * MINUTE_MS, START + 20 * MINUTE_MS)
    t.clock.now = START + 20 * MINUTE_MS
    const found = await report()
    expect(found.outages).toEqual([
      { from: to, to: to + MINUTE_MS, planned: false, reason: 'silent' },
      { from, to, planned: true, reason: 'silent' },
    ])
    expect(found.maintenance).toMatchObject([{ from, to, reason: '换硬盘', by: 'admin' }])
    expect(day(found)).toMatchObject({ down: 300, planned: 240, availability: 0.75, availabilityUnplanned: 0.9375 })
    const late = await t.ask('POST /v1/service/maintenance', {
      from: t.clock.now - 1,
      to: t.clock.now + 1,
      reason: 'x',
    })
    expect([late.status, (late.body as { code: string }).code]).toEqual([400, 'SERVICE_MAINTENANCE_LATE'])
  })

  it('announced work that was called off excuses nothing', async () => {
    const from = START + 10 * MINUTE_MS
    const body = { from, to: from + MINUTE_MS, reason: 'x' }
    const { id } = (await t.ask('POST /v1/service/maintenance', body)).body as { id: string }
    expect((await t.ask(`DELETE /v1/service/maintenance/${id}`)).status).toBe(204)
    await said('one', 'up', START, from)
    t.clock.now = from + MINUTE_MS
    expect(day(await report())).toMatchObject({ down: 60, planned: 0 })
    expect((await t.ask(`DELETE /v1/service/maintenance/${id}`)).status).toBe(404)
  })

  it('days begin where they do in the zone asked for; an unknown zone is refused', async () => {
    await said('one', 'up', START, START + MINUTE_MS)
    t.clock.now = START + 2 * DAY_MS
    const { days } = await report('?days=3&timeZone=Asia/Shanghai')
    expect(days.map(({ from }) => from)).toEqual([0, 1, 2].map((n) => Date.UTC(2027, 1, 28, 16) + n * DAY_MS))
    expect(days.map(({ seconds }) => seconds)).toEqual([8 * 3600, 24 * 3600, 16 * 3600])
    expect((await t.ask('GET /v1/service/availability?timeZone=Mars/Base')).status).toBe(400)
  })

  it('samples are kept for a year and forgotten after it', async () => {
    await said('one', 'up', START, START + MINUTE_MS)
    t.clock.now = START + 401 * DAY_MS
    await t.cloud.sampler.look()
    const spans = await t.cloud.store.serviceSpans({ first: 0, last: slotAt(t.clock.now) })
    expect(spans.map(({ first }) => first)).toEqual([slotAt(t.clock.now)])
  })
})

it('what is up and what is down makes up the whole, whatever was said and announced', () => {
  const slot = fc.integer({ min: 0, max: 60 })
  const pair = fc.tuple(slot, slot).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }))
  const span = fc.record({
    at: pair,
    state: fc.constantFrom('up', 'log', 'ingest'),
    aggregator: fc.constantFrom('a', 'b'),
  })
  fc.assert(
    fc.property(fc.array(span), fc.array(pair), (said, planned) => {
      const spans = said.map(({ at, ...rest }) => ({ ...at, ...rest }) as const)
      const windows = planned.map(({ first, last }, index) => {
        const [from, to] = [startOf(first) + 1, startOf(last + 1) - 1]
        return { id: String(index), from, to, reason: '', by: '', createdAt: index % 2 === 0 ? from : from + 1 }
      })
      const whole = { from: 0, to: startOf(50) }
      const { seconds, down, planned: announced } = tally(whole, outagesOf(whole, spans, windows))
      const isUp = (n: number) => spans.some(({ first, last, state }) => state === 'up' && first <= n && n <= last)
      const up = Array.from({ length: 50 }, (_, n) => n).filter(isUp).length
      expect(down).toBeCloseTo(seconds - (up * SLOT_MS) / 1000, 6)
      expect(announced).toBeLessThanOrEqual(down)
    }),
  )
})
