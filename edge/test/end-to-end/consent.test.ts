import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventAtCloud, JPEG, type Pushing, partAtCloud, startPushing } from './push.ts'

const NUTRITION = 'personal-nutrition-advice'
const WEIGHED = { person: '88012', weight: 68.4, fat: 21.5 }

let kitchen: Pushing
beforeAll(async () => {
  kitchen = await startPushing()
})
afterAll(() => kitchen.stop())

const weighing = async (key: string) => {
  kitchen.simulator.tell('body-scale', 'person-weighed', WEIGHED, key)
  const before = seen
  const told = await eventAtCloud(kitchen.admin, ({ event, seq }) => event === 'person-weighed' && seq > before)
  seen = told.seq
  return told.data
}
let seen = 0
const consent = (granted: boolean, who: Record<string, string> = { number: WEIGHED.person }, purpose = NUTRITION) =>
  kitchen.box.send<Record<string, unknown>>('POST', '/api/consents', { ...who, purpose, granted, by: 'manager' })

describe('what needs a person’s consent', () => {
  it('is dropped at the door while there is none, and the event says so', async () => {
    const data = await weighing('b-1')
    expect(data).toEqual({ person: expect.stringMatching(/^p-/), withheld: ['person-number', 'weight', 'fat'] })
  })

  it('is kept from when the consent is on record, as a record of its own', async () => {
    const { body } = await consent(true)
    expect(body).toEqual({
      person: expect.stringMatching(/^p-/),
      purpose: NUTRITION,
      granted: true,
      by: 'manager',
      at: expect.any(Number),
    })
    const data = await weighing('b-2')
    expect(data.person).toBe(body.person)
    expect(await partAtCloud(kitchen.admin, data.weight)).toMatchObject({
      value: 68.4,
      basis: 'consent',
      purpose: NUTRITION,
    })
    type Records = { entries: { form?: string; data?: unknown }[] }
    const { body: page } = await kitchen.box.get<Records>('/api/entries?types=record')
    const record = page.entries.find(({ form }) => form === 'consent')
    expect(record?.data).toEqual({ person: body.person, purpose: NUTRITION, granted: true })
    expect(JSON.stringify(page)).not.toContain(WEIGHED.person)
  })

  it('goes when the consent is withdrawn, here and at the cloud, and what comes after is dropped again', async () => {
    const data = await weighing('b-3')
    const { commitment } = data.weight as { commitment: string }
    await partAtCloud(kitchen.admin, data.weight)
    const { body } = await consent(false, { person: String(data.person) })
    expect(body).toMatchObject({ granted: false })
    expect(await kitchen.box.get(`/api/parts/${commitment}`)).toMatchObject({
      status: 410,
      body: { code: 'REMOVED_BY_POLICY' },
    })
    const gone = await kitchen.admin.until<{ code?: string; reason?: string }, { reason?: string }>(
      `/v1/parts/${commitment}`,
      (answer) => answer.code === 'REMOVED_BY_POLICY' && answer,
    )
    expect(gone.reason).toBe('consent-withdrawn')
    expect((await weighing('b-4')).withheld).toEqual(['person-number', 'weight', 'fat'])
    const { body: list } = await kitchen.box.get<{ consents: unknown[] }>(`/api/consents?person=${data.person}`)
    expect(list.consents).toEqual([body])
  })

  it('is asked for each purpose alone: a picture at the door, not what the scale says', async () => {
    const { simulator, admin } = kitchen
    await consent(true, { number: '1001' }, 'access-control')
    const pass = (key: string, person: string) =>
      simulator
        .unit('terminal')
        .tell({ event: 'person-passed', fields: { person, method: 'face' }, key, pictures: [JPEG(Number(key))] })
    pass('21', '1001')
    pass('22', '1002')
    const [kept, dropped] = await Promise.all([
      eventAtCloud(admin, ({ event, attachments }) => event === 'person-passed' && attachments !== undefined),
      eventAtCloud(admin, ({ event, attachments }) => event === 'person-passed' && attachments === undefined),
    ])
    expect([kept.data.withheld, dropped.data.withheld]).toEqual([undefined, ['pictures']])
    const path = `/v1/attachments/${kept.attachments?.[0]}`
    await admin.until(path, (answer) => typeof answer === 'string')
    await consent(false, { number: '1001' }, 'access-control')
    await admin.until<{ code?: string }, boolean>(path, ({ code }) => code === 'REMOVED_BY_POLICY')
  })

  it.each([
    ['without a login', {}, 401, 'LOGIN_NEEDED'],
    ['of nobody', { purpose: NUTRITION, granted: true, by: 'manager' }, 400, 'CONSENT_PERSON'],
    ['of two', { number: '1', person: 'p-1', purpose: NUTRITION, granted: true, by: 'manager' }, 400, 'CONSENT_PERSON'],
  ])('a word %s is refused', async (_title, body, status, code) => {
    const { gateway, box } = kitchen
    const answer =
      code === 'LOGIN_NEEDED'
        ? await fetch(`${gateway.address}/api/consents`).then(async (given) => ({
            status: given.status,
            body: await given.json(),
          }))
        : await box.send('POST', '/api/consents', body)
    expect(answer).toMatchObject({ status, body: { code } })
  })
})
