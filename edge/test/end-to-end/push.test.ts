import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventAtCloud, JPEG, latestAtCloud, type Pushing, partAtCloud, startPushing } from './push.ts'

const DAY_MS = 86_400_000
const PSEUDONYM = expect.stringMatching(/^p-[0-9a-f]{16}$/)
const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

let kitchen: Pushing
beforeAll(async () => {
  kitchen = await startPushing()
})
afterAll(() => kitchen.stop())

describe('what is pushed over HTTP, at the cloud', () => {
  it('[D1] a morning check arrives with its result; body data only as commitments, readable until erased', async () => {
    const { simulator, admin } = kitchen
    const fields = { person: '1001', 'body-temperature': 36.5, mask: true, wound: false, result: 'pass' }
    simulator.tell('checker', 'person-checked', fields, 'check-1')
    const { data, device, origin } = await eventAtCloud(admin, ({ event }) => event === 'person-checked')
    expect([device, origin]).toEqual(['checker-morning-check', 'simulated'])
    expect(data).toMatchObject({ person: PSEUDONYM, mask: true })
    for (const name of ['body-temperature', 'wound', 'result'] as const) {
      expect(data[name]).toEqual({ commitment: expect.stringMatching(/^[0-9a-f]{64}$/) })
      expect((await partAtCloud(admin, data[name])).value).toBe(fields[name])
    }
    const temperature = await partAtCloud(admin, data['body-temperature'])
    expect(temperature).toMatchObject({ purpose: 'food-handler-health-check', basis: 'law', person: data.person })
    expect(((temperature.expires ?? 0) - Date.now()) / DAY_MS).toBeCloseTo(730, 1)
    expect(await partAtCloud(admin, data['person-number'])).toMatchObject({ value: '1001', person: data.person })
    const { commitment } = data['body-temperature'] as { commitment: string }
    expect((await admin.send('DELETE', `/v1/parts/${commitment}?reason=asked`)).status).toBe(204)
    expect(await admin.get(`/v1/parts/${commitment}`)).toMatchObject({
      status: 410,
      body: { code: 'REMOVED_BY_POLICY' },
    })
  })

  it('[S2.1] a face opens the door, and head office reads by whom only as a pseudonym', async () => {
    const { simulator, admin } = kitchen
    simulator.tell('terminal', 'person-passed', { person: '1001', method: 'face', mask: true }, '7')
    const { device, data } = await eventAtCloud(admin, (told) => told.data.method === 'face')
    expect(device).toBe('terminal-access-terminal')
    expect(data).toMatchObject({ person: PSEUDONYM, result: 'granted', mask: true })
  })

  it('[S4.2] the same terminal takes temperatures; the same cook is the same pseudonym', async () => {
    const { simulator, admin } = kitchen
    simulator.tell('terminal', 'person-checked', { person: '1001', 'body-temperature': 36.2 }, '8')
    const told = ({ event, device }: { event: string; device: string }) =>
      event === 'person-checked' && device === 'terminal-morning-check'
    const { data } = await eventAtCloud(admin, told)
    expect((await partAtCloud(admin, data['body-temperature'])).value).toBe(36.2)
    simulator.tell('terminal', 'person-passed', { person: '1001', method: 'card' }, '9')
    const passage = await eventAtCloud(admin, ({ data: { method } }) => method === 'card')
    expect(data.person).toBe(passage.data.person)
  })

  it('[S2.2] a thermal gate tells of a fever, of nobody by name', async () => {
    const { simulator, admin } = kitchen
    simulator.tell('gate', 'person-passed', { 'body-temperature': 38.4, 'temperature-abnormal': true }, '3')
    const told = ({ event, device }: { event: string; device: string }) =>
      event === 'person-passed' && device === 'gate-access-terminal'
    const { data } = await eventAtCloud(admin, told)
    expect(Object.keys(data).sort()).toEqual(['body-temperature', 'temperature-abnormal'])
    expect((await partAtCloud(admin, data['body-temperature'])).value).toBe(38.4)
  })

  it('[S2.4] visitors arrive as readings', async () => {
    const { simulator, admin } = kitchen
    simulator.set('visitors', 'people-in', 512)
    expect((await latestAtCloud(admin, 'visitors-people-counter', 'people-in', 512)).quality).toBe('good')
  })

  it('[S2.5] a queue that is too long arrives as crowded', async () => {
    const { simulator, admin } = kitchen
    simulator.set('queue', 'queue-length', 12)
    expect((await latestAtCloud(admin, 'queue-people-counter', 'queue-length', 12)).quality).toBe('good')
    expect((await latestAtCloud(admin, 'queue-people-counter', 'crowded', true)).quality).toBe('good')
  })

  it('[D5] a quick test arrives whole, its tester as a pseudonym', async () => {
    const { simulator, admin } = kitchen
    const open = { test: '9', item: 'celery', category: 'pesticide', inhibition: 12.5, limit: 50, result: 'negative' }
    simulator.tell('analyzer', 'test-completed', { ...open, 'sample-lot': 'L-3', person: '2001' }, 't-9')
    const { data } = await eventAtCloud(admin, ({ event }) => event === 'test-completed')
    expect(data).toMatchObject({ ...open, 'sample-lot': 'L-3', person: PSEUDONYM })
    expect((await partAtCloud(admin, data['person-number'])).value).toBe('2001')
  })

  it('[D13] an alarm arrives with its snapshot', async () => {
    const { simulator, admin } = kitchen
    const picture = JPEG(3)
    const fields = { behaviour: 'no-hat', confidence: 93, camera: 'cutting-2' }
    simulator.unit('ai-box').tell({ event: 'behaviour-detected', fields, key: 'a-1', pictures: [picture] })
    const { data, attachments } = await eventAtCloud(admin, ({ event }) => event === 'behaviour-detected')
    expect(data).toEqual(fields)
    expect(attachments).toEqual([digestOf(picture)])
    await admin.until(`/v1/attachments/${digestOf(picture)}`, (answer) => typeof answer === 'string')
  })

  it('[S4.8] a stranger’s snapshot arrives; erased at the box on request, it goes at the cloud too', async () => {
    const { simulator, admin, box } = kitchen
    simulator.unit('terminal').tell({ event: 'stranger-seen', fields: {}, key: '10', pictures: [JPEG(5)] })
    const { attachments: [digest] = [] } = await eventAtCloud(admin, ({ event }) => event === 'stranger-seen')
    const path = `/v1/attachments/${digest}`
    await admin.until(path, (answer) => typeof answer === 'string')
    const erased = await box.send('DELETE', `/api/attachments/${digest}`, { reason: 'asked by the person' })
    expect(erased.body).toEqual({ erased: true })
    await admin.until<{ code?: string }, boolean>(path, ({ code }) => code === 'REMOVED_BY_POLICY')
    expect(await admin.get(path)).toMatchObject({ status: 410, body: { reason: 'asked by the person' } })
  })

  it('[S13.5] a meal is settled; without the diner’s consent what it was is withheld', async () => {
    const { simulator, admin } = kitchen
    const fields = { order: 'o-1', terminal: 'till-1', person: '88012', total: 18.5, dishes: 'rice' }
    simulator.tell('till', 'meal-settled', fields, 'o-1')
    const { data } = await eventAtCloud(admin, ({ event }) => event === 'meal-settled')
    expect(data).toEqual({ order: 'o-1', terminal: 'till-1', person: PSEUDONYM, withheld: expect.anything() })
    expect((data.withheld as string[]).toSorted()).toEqual(['dishes', 'person-number', 'total'])
  })

  it('two people at one cabinet are two pseudonyms, each with a number of their own behind it', async () => {
    const { simulator, admin } = kitchen
    const fields = { person: '3001', 'second-person': '3002', item: 'salt', quantity: 12 }
    simulator.tell('cabinet', 'item-issued', fields, 'i-1')
    const { data } = await eventAtCloud(admin, ({ event }) => event === 'item-issued')
    expect(data).toMatchObject({ person: PSEUDONYM, 'second-person': PSEUDONYM, item: 'salt', quantity: 12 })
    expect(data.person).not.toBe(data['second-person'])
    for (const name of ['person', 'second-person'] as const)
      expect(await partAtCloud(admin, data[`${name}-number`])).toMatchObject({
        value: fields[name],
        person: data[name],
        purpose: 'who-did-it',
      })
  })

  it('an event that is sent again, at once or later, is answered as taken and recorded once', async () => {
    const { gateway, box } = kitchen
    const time = '2026-11-23T07:12:00+08:00'
    const message = { v: 1, id: 't-11', event: 'test-completed', time, fields: { test: '11' } }
    const { port } = gateway.box.registry.current.buses.find(({ id }) => id === 'push') ?? {}
    const url = `http://127.0.0.1:${port}/push/ra-1`
    const send = () => fetch(url, { method: 'POST', body: JSON.stringify(message) })
    const answers = await Promise.all([send(), send(), send()])
    expect([...answers, await send()].map(({ status }) => status)).toEqual([200, 200, 200, 200])
    type Entries = { entries: { data?: Record<string, unknown>; deviceTime?: number }[] }
    const { body } = await box.get<Entries>('/api/entries?types=event')
    const kept = body.entries.filter(({ data }) => data?.test === '11')
    expect(kept).toMatchObject([{ deviceTime: Date.parse(time) }])
  })

  it('an event of a unit that no device is bound to waits at the unit', async () => {
    const { gateway, box } = kitchen
    const { port } = gateway.box.registry.current.buses.find(({ id }) => id === 'push') ?? {}
    const unit = { id: 'loose', bus: 'push', profile: 'zkteco-adms', address: 'SN-1' }
    expect((await box.send('PUT', '/api/units/loose', unit)).status).toBe(200)
    const answer = await fetch(`http://127.0.0.1:${port}/iclock/cdata?SN=SN-1&table=ATTLOG`, {
      method: 'POST',
      body: '18\t2026-11-23 08:01:30\t0\t15\t0\n',
    })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await answer.json()).toEqual({ code: 'event-nowhere' })
  })
})
