import { createHash } from 'node:crypto'
import { commitmentInput } from '@zaojun/core'
import { checkBundle, type ReadsBundle, readsOf } from '@zaojun/core/proof/index'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReadRecord } from '../src/store/rights.ts'
import { checkStore } from '../src/verify/check-store.ts'
import { nodeCrypto } from './harness/node-crypto.ts'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, PASSWORD, SITE, type TestCloud } from './harness/test-cloud.ts'
import { storeUrlOf, tamper } from './harness/test-store.ts'

const HOUR_MS = 3_600_000
const OTHER = 'canteen-2'
let t: TestCloud
let box: TestBox
beforeAll(async () => {
  t = await openTestCloud()
  box = await t.enrolled()
  await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 4), wall: t.clock.now }]))
  await t.cloud.store.createSite({ id: OTHER, name: '二食堂', timeZone: 'Asia/Shanghai', createdAt: t.clock.now })
  for (const [id, kind] of [
    ['school', 'owner'],
    ['market-bureau', 'regulator'],
    ['auditor', 'auditor'],
  ] as const)
    await t.ask('POST /v1/parties', { id, kind, name: `the ${id}` })
})
afterAll(() => t.close())

type Answer = { status: number; body: never }
/** Asks with another token than the operator's. */
const as =
  (token: string) =>
  async (request: string, body?: object): Promise<Answer> => {
    const [method, url] = request.split(' ') as ['GET', string]
    const headers = { authorization: `Bearer ${token}` }
    const answer = await t.app.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body }) })
    const isJson = String(answer.headers['content-type']).includes('json')
    return { status: answer.statusCode, body: (isJson ? answer.json() : null) as never }
  }
async function tokenOf(
  party: string,
  label = 'a reader',
): Promise<(request: string, body?: object) => Promise<Answer>> {
  const { body } = await t.ask(`POST /v1/parties/${party}/tokens`, { label, days: 30 })
  return as((body as { token: string }).token)
}
const grant = (body: object) =>
  t.ask(`POST /v1/sites/${SITE}/grants`, { party: 'market-bureau', purpose: 'food-safety-supervision', ...body })
async function readsBy(party: string): Promise<ReadRecord[]> {
  const { body } = await t.ask(`GET /v1/sites/${SITE}/reads?party=${party}`)
  return (body as { reads: ReadRecord[] }).reads
}
const series = (site = SITE) =>
  `GET /v1/sites/${site}/series?device=fridge-1&point=air-temperature&from=${t.clock.now - HOUR_MS}&to=${t.clock.now + HOUR_MS}&resolution=raw`

describe('a party', () => {
  it('[P2] reads what it was granted and nothing else: no other kind, no other site, nothing of its own accord', async () => {
    const ask = await tokenOf('market-bureau')
    expect(await ask(series())).toMatchObject({ status: 403, body: { code: 'NOT_GRANTED' } })
    await grant({ kinds: ['readings'] })
    expect((await ask(series())).status).toBe(200)
    expect((await ask(`GET /v1/sites/${SITE}/latest`)).status).toBe(200)
    for (const request of [
      `GET /v1/sites/${SITE}/events`,
      `GET /v1/sites/${SITE}/devices`,
      `GET /v1/sites/${SITE}/boxes/${box.id}/batches/1/proof`,
      `GET /v1/sites/${OTHER}/latest`,
      `GET /v1/alarms?site=${SITE}`,
      'GET /v1/alarms',
      `GET /v1/sites/${SITE}/rights`,
      `GET /v1/sites/${SITE}/reads`,
      'GET /v1/parties',
      `POST /v1/sites/${SITE}/enrolment-codes`,
      `POST /v1/sites/${SITE}/boxes/${box.id}/revocation`,
    ])
      expect([
        request,
        (await ask(request, request.startsWith('POST') ? { reason: 'lost' } : undefined)).status,
      ]).toEqual([request, 403])
    const { body } = await ask('GET /v1/sites')
    expect((body as { sites: { id: string }[] }).sites.map(({ id }) => id)).toEqual([SITE])
  })

  it('reads from when its grant begins until it ends, or is ended', async () => {
    const ask = await tokenOf('auditor')
    const from = t.clock.now + HOUR_MS
    const { body } = await grant({ party: 'auditor', purpose: 'audit', kinds: ['readings'], from, to: from + HOUR_MS })
    expect((await ask(series())).status).toBe(403)
    t.clock.now = from
    expect((await ask(series())).status).toBe(200)
    t.clock.now = from + HOUR_MS
    expect((await ask(series())).status).toBe(403)
    const again = await grant({ party: 'auditor', purpose: 'audit', kinds: ['readings'] })
    expect((await ask(series())).status).toBe(200)
    await t.ask(`DELETE /v1/sites/${SITE}/grants/${(again.body as { id: string }).id}`)
    expect((await ask(series())).status).toBe(403)
    expect(await t.ask(`DELETE /v1/sites/${SITE}/grants/${(body as { id: string }).id}`)).toMatchObject({ status: 204 })
  })

  it('is nobody once its token was ended or is over', async () => {
    const ended = await tokenOf('market-bureau', 'ended')
    const over = await tokenOf('market-bureau', 'over')
    expect((await ended(series())).status).toBe(200)
    await t.ask('DELETE /v1/parties/market-bureau/tokens?label=ended')
    expect((await ended(series())).status).toBe(401)
    t.clock.now += 31 * 24 * HOUR_MS
    expect((await over(series())).status).toBe(401)
    // The operator's own session is over too by now.
    const login = await t.cloud.accounts.login('admin', PASSWORD, 'again')
    Object.assign(t, { ask: as(login) })
  })

  it('logs in as a person too, and then is that person on record', async () => {
    await t.ask('POST /v1/parties/market-bureau/accounts', { name: 'inspector', password: 'a long enough one' })
    const token = await t.cloud.accounts.login('inspector', 'a long enough one', 'there')
    expect((await as(token)(series())).status).toBe(200)
    expect((await readsBy('market-bureau'))[0]).toMatchObject({ by: 'inspector', kind: 'readings' })
  })

  it.each([
    ['for a purpose that is not the owner’s', { kinds: ['readings'], purpose: 'advertising' }, 'GRANT_PURPOSE'],
    ['that ends before it begins', { kinds: ['readings'], from: 10, to: 5 }, 'GRANT_SPAN'],
    ['of nothing', { kinds: [] }, 'REQUEST_INVALID'],
    ['to nobody', { kinds: ['readings'], party: 'no-such-party' }, 'PARTY_UNKNOWN'],
  ])('gets no grant %s', async (_title, body, code) => {
    expect(await grant(body)).toMatchObject({ body: { code } })
  })
})

describe('who looked', () => {
  it('[P2] is on record before the data is given out: who, when, at what, under which grant', async () => {
    const ask = await tokenOf('market-bureau', 'tablet 3')
    const before = (await readsBy('market-bureau')).length
    await ask(series())
    const reads = await readsBy('market-bureau')
    expect(reads).toHaveLength(before + 1)
    expect(reads[0]).toMatchObject({
      at: t.clock.now,
      by: 'tablet 3',
      partyName: 'the market-bureau',
      kind: 'readings',
      purpose: 'food-safety-supervision',
      grant: expect.any(String),
      what: expect.stringContaining('device=fridge-1'),
    })
  })

  it('[P2] is shown with its proof: the page stands in the log, and not another one in its place', async () => {
    const ask = await tokenOf('market-bureau')
    await ask(series())
    await t.cloud.merkleLog.now()
    const [newest] = await readsBy('market-bureau')
    const { body } = await t.ask(`GET /v1/sites/${SITE}/reads/pages/${newest?.page}/proof`)
    const bundle = body as ReadsBundle
    const { key } = await t.cloud.merkleLog.state()
    expect((await checkBundle(bundle, nodeCrypto, { logKey: key })).ok).toBe(true)
    expect(readsOf(bundle).reads).toContainEqual(expect.objectContaining({ party: 'market-bureau', at: newest?.at }))
    const without = { ...readsOf(bundle), reads: readsOf(bundle).reads.slice(1) }
    const changed = { ...bundle, content: Buffer.from(JSON.stringify(without)).toString('base64') }
    expect((await checkBundle(changed, nodeCrypto, { logKey: key })).ok).toBe(false)
  })

  it('costs the log one entry, however many reads there were within its step', async () => {
    const ask = await tokenOf('market-bureau')
    await t.cloud.merkleLog.now()
    const { size } = await t.cloud.merkleLog.state()
    await Promise.all(Array.from({ length: 40 }, () => ask(series())))
    await t.cloud.merkleLog.now()
    expect((await t.cloud.merkleLog.state()).size).toBeLessThanOrEqual(size + 2)
  })

  it('[P2] that was edited or taken out of the store is found out', async () => {
    const ask = await tokenOf('market-bureau')
    await ask(series())
    await t.cloud.merkleLog.now()
    const { key } = await t.cloud.merkleLog.state()
    const told = async () => (await checkStore({ data: t.folder, url: storeUrlOf(t.folder), logKeys: [key] })).findings
    expect(await told()).toEqual([])
    tamper(t.folder, 'DELETE FROM read_page WHERE page = (SELECT max(page) FROM read_page)')
    expect(await told()).toContainEqual(
      expect.objectContaining({
        place: expect.stringMatching(/^log 1, entry \d+$/),
        what: 'commits to something the store does not hold as it was',
      }),
    )
  })
})

describe('the owner of a site’s data', () => {
  it('[P2] alone says who may read it; whoever runs the cloud then is on record like others', async () => {
    await t.ask('POST /v1/parties/school/accounts', { name: 'principal', password: 'a long enough one' })
    const own = as(await t.cloud.accounts.login('principal', 'a long enough one', 'school'))
    const rights = { owner: 'school', purposes: ['food-safety-supervision', 'research'] }
    expect(await t.ask(`PUT /v1/sites/${SITE}/rights`, rights)).toMatchObject({ body: rights })
    expect(await grant({ kinds: ['readings'] })).toMatchObject({ status: 403, body: { code: 'OWNER_ONLY' } })
    const given = { party: 'auditor', kinds: ['readings'], purpose: 'research' }
    expect((await own(`POST /v1/sites/${SITE}/grants`, given)).status).toBe(201)
    await t.ask(series())
    await own(series())
    const { body } = await own(`GET /v1/sites/${SITE}/reads?limit=1`)
    expect(body).toMatchObject({
      reads: [{ party: 'operator', partyName: null, by: 'admin', grant: null, kind: 'readings' }],
    })
  })

  it('[P2] is told what those it granted something to are called, and whoever said so', async () => {
    const own = as(await t.cloud.accounts.login('principal', 'a long enough one', 'school'))
    const auditor = { id: 'auditor', name: 'the auditor' }
    const school = { id: 'school', name: 'the school' }
    expect(await own(`GET /v1/sites/${SITE}/rights`)).toMatchObject({
      body: { parties: expect.arrayContaining([auditor, school]) },
    })
    expect(await own(`GET /v1/sites/${SITE}/rights/statements?limit=1`)).toMatchObject({
      body: { statements: [{ party: 'school' }], parties: [auditor, school] },
    })
  })

  it('sees who asked for a personal value and for a picture', async () => {
    const own = as(await t.cloud.accounts.login('principal', 'a long enough one', 'school'))
    const salt = '00'.repeat(16)
    const input = commitmentInput(new Uint8Array(16), '36.5')
    const commitment = createHash('sha256').update(input).digest('hex')
    const part = { commitment, salt, value: '36.5', purpose: 'food-handler-health-check' }
    const headers = { authorization: `Bearer ${box.token}` }
    await t.app.inject({ method: 'PUT', url: `/v1/parts/${commitment}`, headers, payload: part })
    await t.ask(`GET /v1/parts/${commitment}`)
    const { body } = await own(`GET /v1/sites/${SITE}/reads?limit=1`)
    expect(body).toMatchObject({ reads: [{ party: 'operator', kind: 'personal', what: `part ${commitment}` }] })
  })
})
