import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Caller, startBox } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'
import { startReader } from '../harness/reader.ts'
import { RunningTime } from '../harness/running-time.ts'

type Failure = { code: string; place?: string }
type Person = { id: string; number: string; role: string; active: boolean; pin: boolean; badges: number }
type SignOn = { token: string; person: Person }
type Entry = { type: string; event?: string; by?: string; data: Record<string, unknown> }

const MANAGER = { number: '7', pin: '7401' }
const COOK = { number: '1001', pin: '2580' }
const BADGE = 'E2003412013A5500'
const ROUND = { form: 'fridge-round', data: { tidy: true, expired: true, clean: true } }
const INSPECTION = { form: 'safety-inspection', data: { part: ['gas'], fine: true } }

/** A box where a manager and a cook are registered; `as` is a screen on it, with somebody's token and no login. */
async function staffed(folder = temporaryFolder('people'), time = new RunningTime()) {
  const started = await startBox(folder, { hooks: { time } })
  const { gateway, box } = started
  const add = ({ number, pin }: typeof COOK, role: string) =>
    box.send<Person>('PUT', `/api/people/${number}`, { role, pin })
  await add(MANAGER, 'manager')
  await add(COOK, 'staff')
  const screen = new Caller(gateway.address)
  const signOn = (who: object) => screen.send<SignOn & Failure>('POST', '/api/people/sign-on', who)
  const as = async (who: object) => {
    const { body } = await signOn(who)
    return { caller: new Caller(gateway.address, { 'x-zaojun-person': body.token }), ...body }
  }
  const record = (caller: Caller, body: object = ROUND) =>
    caller.send<{ seq: number } & Failure>('POST', '/api/records', body)
  return { ...started, add, screen, signOn, as, record, time }
}
const entries = async (box: Caller, type: string) =>
  (await box.get<{ entries: Entry[] }>(`/api/entries?types=${type}&limit=1000`)).body.entries

describe('people of a kitchen', () => {
  it('sign what they record by PIN, under the pseudonym their number has at the devices', async () => {
    const { gateway, box, as, record } = await staffed()
    const cook = await as(COOK)
    expect((await record(cook.caller)).status).toBe(200)
    const [entry] = await entries(box, 'record')
    expect([entry?.by, cook.person.id]).toEqual([cook.person.id, gateway.box.pseudonyms.of(COOK.number)])
  })

  it('are asked who they are as soon as a manager is registered; the login alone no longer does', async () => {
    const { box, screen, record } = await staffed()
    for (const caller of [box, screen]) expect((await record(caller)).body.code).toBe('PERSON_NEEDED')
    expect(await entries(box, 'record')).toEqual([])
  })

  it('do no more than their role allows, and nothing in another’s name', async () => {
    const { as, record, gateway } = await staffed()
    const cook = await as(COOK)
    const key = 'gas-level-2.cooking'
    expect((await cook.caller.send<Failure>('POST', `/api/interlocks/${key}/reset`, {})).body).toMatchObject({
      code: 'PERSON_NOT_ALLOWED',
      place: 'reset-interlock',
    })
    const [rule] = gateway.box.alarming.watcher.all()
    const decision = { enabled: false, reason: 'too loud' }
    expect((await cook.caller.send<Failure>('PUT', `/api/rules/${rule?.id}`, decision)).body.code).toBe(
      'PERSON_NOT_ALLOWED',
    )
    expect((await record(cook.caller, { ...ROUND, by: 'p-0000000000000000' })).body.code).toBe('PERSON_OTHER')
    const manager = await as(MANAGER)
    expect((await manager.caller.send('PUT', `/api/rules/${rule?.id}`, decision)).status).toBe(200)
  })

  it('are signed off after three minutes of doing nothing', async () => {
    const { as, record, time } = await staffed()
    const cook = await as(COOK)
    time.pass(2 * 60_000)
    expect((await record(cook.caller)).status).toBe(200)
    time.pass(2 * 60_000)
    expect((await record(cook.caller)).status).toBe(200)
    time.pass(3 * 60_000 + 1)
    expect((await record(cook.caller)).body.code).toBe('PERSON_NEEDED')
  })

  it('wait after five wrong PINs, the right one too; an unknown number is as wrong as a PIN', async () => {
    const { gateway, signOn, time } = await staffed()
    const guess = async (who: object) => (await signOn(who)).body.code
    const wrong = { ...COOK, pin: '1357' }
    for (let times = 0; times < 5; times++) expect(await guess(wrong)).toBe('PERSON_WRONG')
    expect(await guess(COOK)).toBe('PERSON_LOCKED')
    expect(await guess({ number: '4711', pin: '1357' })).toBe('PERSON_WRONG')
    const { headers } = await fetch(`${gateway.address}/api/people/sign-on`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(COOK),
    })
    expect(Number(headers.get('retry-after'))).toSatisfy((seconds: number) => seconds > 0 && seconds <= 300)
    time.pass(5 * 60_000)
    expect((await signOn(COOK)).status).toBe(200)
  })

  it('are told whose token a screen holds, and that it is over', async () => {
    const { as, time } = await staffed()
    const { caller, person } = await as(COOK)
    const me = () => caller.get<Person & Failure>('/api/people/me')
    time.pass(2 * 60_000)
    expect((await me()).body).toEqual(person)
    time.pass(2 * 60_000)
    expect((await me()).status).toBe(200)
    time.pass(3 * 60_000 + 1)
    expect((await me()).body.code).toBe('PERSON_NEEDED')
  })

  it('who left sign on no more, and what they were signed on for ends', async () => {
    const { box, as, record, signOn } = await staffed()
    const cook = await as(COOK)
    await box.send('PUT', `/api/people/${COOK.number}`, { role: 'staff', active: false })
    expect((await record(cook.caller)).body.code).toBe('PERSON_NEEDED')
    expect((await signOn(COOK)).body.code).toBe('PERSON_WRONG')
  })

  it('keep one manager, take no PIN a child would guess, and no badge of another', async () => {
    const { box, as } = await staffed()
    const put = async (number: string, body: object) =>
      (await box.send<Failure>('PUT', `/api/people/${number}`, body)).body.code
    expect(await put(MANAGER.number, { role: 'staff' })).toBe('PERSON_LAST_MANAGER')
    for (const pin of ['1111', '1234', '8765']) expect(await put('12', { role: 'staff', pin })).toBe('PIN_WEAK')
    const badge = (number: string) => box.send<Failure>('POST', `/api/people/${number}/badges`, { code: BADGE })
    expect((await badge(COOK.number)).status).toBe(200)
    expect((await badge(MANAGER.number)).body.code).toBe('BADGE_TAKEN')
    expect((await badge('99')).body.code).toBe('PERSON_UNKNOWN')
    const cook = await as(COOK)
    expect((await cook.caller.send<Failure>('PUT', '/api/people/55', { role: 'manager', pin: '9512' })).body.code).toBe(
      'PERSON_NOT_ALLOWED',
    )
  })

  it('changed at the same time are all changed, and one manager remains', async () => {
    const { box, add } = await staffed()
    const numbers = ['21', '22', '23', '24']
    await Promise.all(numbers.map((number) => add({ number, pin: '2580' }, 'staff')))
    await add({ number: '8', pin: '8402' }, 'manager')
    const demoted = await Promise.all(
      ['7', '8'].map((number) => box.send('PUT', `/api/people/${number}`, { role: 'staff' })),
    )
    expect(demoted.map(({ status }) => status).sort()).toEqual([200, 409])
    const { people } = (await box.get<{ people: Person[] }>('/api/people')).body
    expect(people.map(({ number }) => number)).toEqual(['1001', ...numbers, '7', '8'])
  })

  it('stand on the box alone, their PINs and badges as hashes; every change is an entry', async () => {
    const folder = temporaryFolder('people')
    const { gateway, box } = await staffed(folder)
    await box.send('POST', `/api/people/${COOK.number}/badges`, { code: BADGE })
    const file = join(folder, 'box/people.json')
    expect(statSync(file).mode & 0o077).toBe(0)
    expect(readFileSync(file, 'utf8')).not.toMatch(
      new RegExp([MANAGER.pin, COOK.pin, BADGE].map((each) => `"${each}"`).join('|')),
    )
    const told = (await entries(box, 'event')).filter(({ event }) => event === 'person-changed')
    expect(told.map(({ data }) => [data.role, data.pin, data.badges, data.by])).toEqual([
      ['manager', true, 0, 'admin'],
      ['staff', true, 0, 'admin'],
      ['staff', true, 1, 'admin'],
    ])
    expect(JSON.stringify(told)).not.toContain(`"${COOK.number}"`)
    await gateway.stop()
    const again = await startBox(folder)
    const { people } = (await again.box.get<{ people: Person[] }>('/api/people')).body
    expect(people.map(({ number, role, badges }) => [number, role, badges])).toEqual([
      ['1001', 'staff', 1],
      ['7', 'manager', 0],
    ])
  })
})

describe('a badge', () => {
  it('at a reader of the kitchen signs its holder on at the screen, and stands in no entry', async () => {
    const { simulator, read } = await startReader('door-reader')
    const { gateway, box } = await startBox(temporaryFolder('badge'), { simulator })
    await box.send('PUT', '/api/people/7', { role: 'manager', pin: '7401' })
    await box.send('POST', '/api/people/7/badges', { code: BADGE })
    const told = new Promise<SignOn>((resolve) => onTestFinished(gateway.box.signedOn.onReader(resolve)))
    read(BADGE)
    const { token, person } = await told
    expect(person).toMatchObject({ number: '7', role: 'manager' })
    const screen = new Caller(gateway.address, { 'x-zaojun-person': token })
    expect((await screen.send('POST', '/api/records', ROUND)).status).toBe(200)
    expect(JSON.stringify(await entries(box, 'event'))).not.toContain(BADGE)
  })

  it('is given to whoever waits for it by the next that a reader reads, and stands in no entry', async () => {
    const { simulator, read } = await startReader('door-reader')
    const { gateway, box } = await startBox(temporaryFolder('badge'), { simulator })
    await box.send('PUT', '/api/people/7', { role: 'manager' })
    const screen = new AbortController()
    const wait = (signal?: AbortSignal) =>
      fetch(`${gateway.address}/api/people/7/badges`, {
        method: 'POST',
        headers: { ...box.headers, 'content-type': 'application/json' },
        body: '{}',
        signal: signal ?? null,
      }).then(async (answer) => (await answer.json()) as Person & Failure)
    const leaving = wait(screen.signal).catch(() => 'left')
    const first = wait()
    const second = wait()
    screen.abort()
    expect(await leaving).toBe('left')
    const earlier = await Promise.race([first, second])
    expect(earlier.code).toBe('BADGE_NONE')
    read(BADGE)
    expect((await Promise.all([first, second])).map(({ code, badges }) => code ?? badges)).toEqual(
      expect.arrayContaining(['BADGE_NONE', 1]),
    )
    expect(JSON.stringify(await entries(box, 'event'))).not.toContain(BADGE)
    const { body } = await new Caller(gateway.address).send<SignOn>('POST', '/api/people/sign-on', { badge: BADGE })
    expect(body.person.number).toBe('7')
  })
})

describe('a form that two sign', () => {
  it('[M1.15] is verified by a second, different person', async () => {
    const { box, as, record } = await staffed()
    const [cook, manager] = [await as(COOK), await as(MANAGER)]
    expect((await record(cook.caller, INSPECTION)).body).toMatchObject({ code: 'PERSON_NEEDED', place: 'body/second' })
    const twice = await as(COOK)
    expect((await record(cook.caller, { ...INSPECTION, second: twice.token })).body.code).toBe('PERSON_SAME')
    expect((await record(cook.caller, { ...INSPECTION, second: manager.token })).status).toBe(200)
    const [entry] = await entries(box, 'record')
    expect([entry?.by, entry?.data.verifiedBy]).toEqual([cook.person.id, manager.person.id])
  })

  it('needs a name where nobody is registered', async () => {
    const { box } = await startBox(temporaryFolder('people'))
    const { body } = await box.send<Failure>('POST', '/api/records', ROUND)
    expect(body).toMatchObject({ code: 'PERSON_NEEDED', place: 'body/by' })
  })

  it('takes the names the login’s holder gives while nobody is registered, and never the same twice', async () => {
    const { box } = await startBox(temporaryFolder('people'))
    const send = async (second?: string) =>
      (await box.send<Failure>('POST', '/api/records', { ...INSPECTION, by: 'cook-1', second })).body.code
    expect(await send('cook-1')).toBe('PERSON_SAME')
    expect(await send('chef-1')).toBeUndefined()
  })
})
