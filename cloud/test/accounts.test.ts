import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestBox } from './harness/test-box.ts'
import { openTestCloud, PASSWORD, SITE, type TestCloud } from './harness/test-cloud.ts'

let t: TestCloud
beforeAll(async () => {
  t = await openTestCloud()
})
afterAll(() => t.close())

const login = (password: string, name = 'admin', remoteAddress = '10.0.0.1') =>
  t.app.inject({ method: 'POST', url: '/v1/login', payload: { name, password }, remoteAddress })

describe('a person', () => {
  it('logs in with a cookie that scripts and other sites cannot use, and out again', async () => {
    const answer = await login(PASSWORD)
    expect(answer.statusCode).toBe(200)
    const [cookie] = answer.cookies
    expect(cookie).toMatchObject({ name: 'zaojun-cloud', httpOnly: true, sameSite: 'Strict' })
    const cookies = { 'zaojun-cloud': cookie?.value ?? '' }
    const session = await t.app.inject({ url: '/v1/session', cookies })
    expect(session.json()).toEqual({ loggedIn: true, name: 'admin', party: 'operator' })
    await t.app.inject({ method: 'POST', url: '/v1/logout', cookies })
    expect((await t.app.inject({ url: '/v1/session', cookies })).json()).toEqual({ loggedIn: false })
    expect((await t.app.inject({ url: '/v1/sites', cookies })).statusCode).toBe(401)
  })

  it('is not let in with a wrong password, nor told whether the name exists', async () => {
    const wrong = await login('not the password', 'admin', '10.0.0.2')
    const nobody = await login('not the password', 'nobody', '10.0.0.2')
    expect([wrong.statusCode, wrong.json()]).toEqual([nobody.statusCode, nobody.json()])
    expect(wrong.json().code).toBe('LOGIN_REFUSED')
  })

  it('who guesses has to wait, while the same account stays open elsewhere', async () => {
    for (let i = 0; i < 8; i++) await login(`guess ${i}`, 'admin', '10.0.0.3')
    const guesser = await login(PASSWORD, 'admin', '10.0.0.3')
    expect([guesser.statusCode, guesser.json().code]).toEqual([429, 'LOGIN_TOO_MANY'])
    expect(Number(guesser.headers['retry-after'])).toBeGreaterThan(0)
    expect((await login(PASSWORD, 'admin', '10.0.0.4')).statusCode).toBe(200)
    t.clock.now += 15 * 60_000
    expect((await login(PASSWORD, 'admin', '10.0.0.3')).statusCode).toBe(200)
  })

  it('is logged out when the session is a week old', async () => {
    const { token } = (await login(PASSWORD)).json()
    t.clock.now += 8 * 24 * 3_600_000
    const answer = await t.app.inject({ url: '/v1/sites', headers: { authorization: `Bearer ${token}` } })
    expect(answer.json().code).toBe('NOT_LOGGED_IN')
  })
})

describe('a box', () => {
  const enrol = async (box: TestBox, code: string, body = box.enrolment(code)) => {
    const headers = { 'content-type': 'application/cose' }
    const answer = await t.app.inject({ method: 'POST', url: '/v1/enrolments', headers, payload: Buffer.from(body) })
    return { status: answer.statusCode, ...answer.json() }
  }
  const newCode = async (site = SITE) => {
    const { token } = (await login(PASSWORD)).json()
    const headers = { authorization: `Bearer ${token}` }
    const url = `/v1/sites/${site}/enrolment-codes`
    return (await t.app.inject({ method: 'POST', url, headers })).json() as { code: string; expiresAt: number }
  }

  it('joins with a code that works once', async () => {
    const { code, expiresAt } = await newCode()
    expect(expiresAt).toBe(t.clock.now + 30 * 60_000)
    const box = new TestBox()
    const cloudKey = Buffer.from(t.cloud.keys.publicKey).toString('base64')
    expect(await enrol(box, code)).toMatchObject({
      status: 200,
      box: box.id,
      site: SITE,
      log: t.cloud.keys.log,
      cloudKey,
    })
    expect(await enrol(new TestBox(), code)).toMatchObject({ status: 403, code: 'ENROLMENT_CODE' })
  })

  it('may type the code in small letters without dashes', async () => {
    const { code } = await newCode()
    expect((await enrol(new TestBox(), code.toLowerCase().replaceAll('-', ' '))).status).toBe(200)
  })

  it('is refused with a code half an hour old', async () => {
    const { code } = await newCode()
    t.clock.now += 30 * 60_000
    expect((await enrol(new TestBox(), code)).code).toBe('ENROLMENT_CODE')
  })

  it('is refused under an id that is not of its key', async () => {
    const { code } = await newCode()
    const box = new TestBox()
    const other = new TestBox()
    expect((await enrol(box, code, box.enrolment(code, { box: other.id }))).code).toBe('ENROLMENT_SIGNATURE')
  })

  it('that enrols again gets a new token, and the old one is dead', async () => {
    const box = new TestBox()
    const first = await enrol(box, (await newCode()).code)
    await t.app.inject({ url: '/v1/boxes/self/watch', headers: { authorization: `Bearer ${first.token}` } })
    const second = await enrol(box, (await newCode()).code)
    const ask = (token: string) =>
      t.app.inject({ url: '/v1/boxes/self/watch', headers: { authorization: `Bearer ${token}` } })
    expect((await ask(first.token)).json().code).toBe('BATCH_UNKNOWN_BOX')
    expect((await ask(second.token)).json()).toEqual({ watched: false })
  })
})
