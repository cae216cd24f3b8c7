import { createHash } from 'node:crypto'
import { commitmentInput, type EntryBody } from '@zaojun/core'
import { checkBundle, type RightsBundle, rightsOf } from '@zaojun/core/proof/index'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkStore } from '../src/verify/check-store.ts'
import { nodeCrypto } from './harness/node-crypto.ts'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'
import { onPostgres, storeUrlOf, tamper } from './harness/test-store.ts'

const DAY_MS = 24 * 3_600_000
const MARCH = Date.UTC(2027, 2, 1)
const APRIL = Date.UTC(2027, 3, 1)
const AT = { march: MARCH + 10 * DAY_MS, april: APRIL + 10 * DAY_MS }
const PURPOSE = 'food-safety-supervision'
const salt = '00'.repeat(16)
const commitmentOf = (value: string) =>
  createHash('sha256')
    .update(commitmentInput(new Uint8Array(16), value))
    .digest('hex')
const PARTS = { march: commitmentOf('36.4'), april: commitmentOf('36.6') }
const PHOTOS = { march: Buffer.from('a picture of March'), april: Buffer.from('a picture of April') }
const digestOf = (bytes: Buffer) =>
  createHash('sha256')
    .update(bytes)
    .digest('hex') /** The body of a statement with another party in it, as each engine says that. */
const OTHER_BODY = onPostgres
  ? `convert_to(replace(convert_from(body, 'UTF8'), 'auditor', 'bureau'), 'UTF8')`
  : `replace(CAST(body AS TEXT), 'auditor', 'bureau')`

let t: TestCloud
let box: TestBox

/** One of each kind of data, of that month. */
async function send(month: 'march' | 'april'): Promise<void> {
  const wall = AT[month]
  const event: EntryBody = { type: 'event', event: 'photo-taken', data: { photo: digestOf(PHOTOS[month]), of: month } }
  const value: EntryBody = { type: 'event', event: 'health-checked', data: { temperature: PARTS[month] } }
  const alarm: EntryBody = {
    type: 'alarm',
    id: `alarm-${month}`,
    rule: 'cn-t01',
    ruleVersion: 1,
    device: 'fridge-1',
    severity: 'major',
    step: 'raised',
    state: 'unacknowledged',
    active: true,
    acknowledged: false,
    raisedAt: wall,
    times: 1,
    correction: 'due',
    level: 0,
  }
  const bodies = [reading('fridge-1', 'air-temperature', month === 'march' ? 3 : 4), event, value, alarm]
  const { status, body } = await t.post(box, box.seal(bodies.map((each) => ({ body: each, wall }))))
  if (status !== 200) throw new Error(JSON.stringify(body))
  const headers = { authorization: `Bearer ${box.token}` }
  const commitment = PARTS[month]
  const part = { commitment, salt, value: month === 'march' ? '36.4' : '36.6', purpose: 'food-handler-health-check' }
  await t.app.inject({ method: 'PUT', url: `/v1/parts/${commitment}`, headers, payload: part })
  await t.app.inject({
    method: 'PATCH',
    url: `/v1/attachments/${digestOf(PHOTOS[month])}`,
    headers: {
      ...headers,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': '0',
      'upload-length': String(PHOTOS[month].length),
      'upload-media-type': 'image/jpeg',
    },
    payload: PHOTOS[month],
  })
}

type Answer = { status: number; body: string }
async function readerOf(party: string): Promise<(url: string) => Promise<Answer>> {
  const { body } = await t.ask(`POST /v1/parties/${party}/tokens`, { label: 'a reader', days: 300 })
  const headers = { authorization: `Bearer ${(body as { token: string }).token}` }
  return async (url) => {
    const answer = await t.app.inject({ url, headers })
    return { status: answer.statusCode, body: answer.body }
  }
}

beforeAll(async () => {
  t = await openTestCloud({ now: APRIL + 20 * DAY_MS })
  box = await t.enrolled()
  await send('march')
  await send('april')
  for (const id of ['auditor', 'bureau', 'owner']) await t.ask('POST /v1/parties', { id, kind: 'other', name: id })
})
afterAll(() => t.close())

describe('a grant of the data of March', () => {
  const site = `/v1/sites/${SITE}`
  let ask: (url: string) => Promise<Answer>
  beforeAll(async () => {
    const kinds = ['readings', 'events', 'records', 'alarms', 'photos', 'personal', 'devices', 'proofs']
    const grant = { party: 'auditor', kinds, purpose: 'audit', dataFrom: MARCH, dataTo: APRIL }
    expect((await t.ask(`POST ${site}/grants`, grant)).status).toBe(201)
    ask = await readerOf('auditor')
  })
  const series = (from: number, to: number, resolution: string) =>
    `${site}/series?device=fridge-1&point=air-temperature&from=${from}&to=${to}&resolution=${resolution}`
  const rollups = (from: number, to: number) => `${site}/rollups?from=${from}&to=${to}&resolution=hour`
  const batch = (n: number) => `${site}/boxes/${box.id}/batches/${n}/proof`
  const entry = (n: number) => `${site}/boxes/${box.id}/proof?seq=${n}`

  it.each<[string, () => string, () => string]>([
    ['readings', () => series(MARCH, APRIL, 'raw'), () => series(MARCH, APRIL + 1, 'raw')],
    ['hours', () => series(MARCH, APRIL, 'hour'), () => series(MARCH, APRIL + 1, 'hour')],
    ['hours, which are answered whole', () => series(MARCH, APRIL - 1, 'hour'), () => series(MARCH - 1, APRIL, 'hour')],
    // A day of the kitchen begins 8 hours before that of UTC.
    ['days', () => series(MARCH + DAY_MS, APRIL - DAY_MS, 'day'), () => series(MARCH + DAY_MS, APRIL, 'day')],
    [
      'readings as rows',
      () => `${site}/readings?from=${MARCH}&to=${APRIL}`,
      () => `${site}/readings?from=${MARCH}&to=${APRIL + 1}`,
    ],
    ['hours of all series', () => rollups(MARCH, APRIL), () => rollups(MARCH, APRIL + 1)],
    ['figures of alarms', () => figures(MARCH, APRIL), () => figures(MARCH, APRIL + DAY_MS)],
    ['an alarm', () => `${site}/alarms/alarm-march`, () => `${site}/alarms/alarm-april`],
    ['a picture', () => `/v1/attachments/${digestOf(PHOTOS.march)}`, () => `/v1/attachments/${digestOf(PHOTOS.april)}`],
    ['a personal value', () => `/v1/parts/${PARTS.march}`, () => `/v1/parts/${PARTS.april}`],
    ['a batch', () => batch(1), () => batch(2)],
    ['the batch of an entry', () => entry(1), () => entry(5)],
  ])('[P2] gives out %s of March, and refuses those of April', async (_name, march, april) => {
    expect(await ask(march())).toMatchObject({ status: 200 })
    expect(await ask(april())).toMatchObject({ status: 403, body: expect.stringContaining('NOT_GRANTED') })
  })
  const figures = (from: number, to: number) => `/v1/alarms/figures?site=${SITE}&from=${from}&to=${to}`

  it.each([
    ['what happened', `${site}/events?limit=100`, '"of":"march"', '"of":"april"'],
    ['alarms', `/v1/alarms?site=${SITE}&state=all`, '"id":"alarm-march"', '"id":"alarm-april"'],
  ])('[P2] lists %s of March, and leaves out those of April', async (_name, url, there, not) => {
    const { status, body } = await ask(url)
    expect(status).toBe(200)
    expect(body).toContain(there)
    expect(body).not.toContain(not)
  })

  it('[P2] shows no newest value, which is of April', async () => {
    expect(JSON.parse((await ask(`${site}/latest`)).body)).toMatchObject({ latest: [] })
  })

  it('shows what there is to ask about', async () => {
    expect((await ask(`${site}/devices`)).status).toBe(200)
  })

  it('beside one of April gives out either month, and none across both', async () => {
    const april = { party: 'auditor', kinds: ['readings'], purpose: 'audit', dataFrom: APRIL }
    const { body } = await t.ask(`POST ${site}/grants`, april)
    expect((await ask(series(APRIL, APRIL + DAY_MS, 'raw'))).status).toBe(200)
    expect((await ask(`${site}/latest`)).body).toContain('air-temperature')
    expect((await ask(series(APRIL - DAY_MS, APRIL + DAY_MS, 'raw'))).status).toBe(403)
    await t.ask(`DELETE ${site}/grants/${(body as { id: string }).id}`)
  })

  it('is refused where its span ends before it begins', async () => {
    const bad = { party: 'auditor', kinds: ['readings'], purpose: 'audit', dataFrom: APRIL, dataTo: MARCH }
    expect(await t.ask(`POST ${site}/grants`, bad)).toMatchObject({ status: 400, body: { code: 'GRANT_DATA' } })
  })
})

describe('a change of rights', () => {
  const site = `/v1/sites/${SITE}`
  type Row = { no: number; party: string; by: string; change: { kind: string; id?: string } }
  const rows = async () => ((await t.ask(`GET ${site}/rights/statements`)).body as { statements: Row[] }).statements
  const proofOf = async (no: number) => (await t.ask(`GET ${site}/rights/statements/${no}/proof`)).body as RightsBundle

  it('[P2] is an entry of the log with its proof: a grant, its end, another owner', async () => {
    const { key } = await t.cloud.merkleLog.state()
    const grant = { party: 'bureau', kinds: ['readings'], purpose: PURPOSE }
    const { id } = (await t.ask(`POST ${site}/grants`, grant)).body as { id: string }
    await t.ask(`DELETE ${site}/grants/${id}`)
    await t.ask(`PUT ${site}/rights`, { owner: 'operator', purposes: [PURPOSE, 'audit', 'research'] })
    const [owner, ended, begun] = await rows()
    expect([begun, ended, owner]).toMatchObject([
      { change: { kind: 'grant', id, terms: grant }, party: 'operator', by: 'admin' },
      { change: { kind: 'grant-ended', id, party: 'bureau' } },
      { change: { kind: 'rights', owner: 'operator' } },
    ])
    expect((owner?.no ?? 0) - (begun?.no ?? 0)).toBe(2)
    for (const row of [begun, ended, owner]) {
      const bundle = await proofOf(row?.no ?? 0)
      expect(await checkBundle(bundle, nodeCrypto, { logKey: key })).toMatchObject({ ok: true })
      const said = JSON.stringify({ ...rightsOf(bundle), party: 'bureau' })
      const changed = { ...bundle, content: Buffer.from(said).toString('base64') }
      expect(await checkBundle(changed, nodeCrypto, { logKey: key })).toMatchObject({ ok: false })
      expect(await checkBundle({ ...bundle, no: bundle.no + 1 }, nodeCrypto, { logKey: key })).toMatchObject({
        ok: false,
      })
    }
  })

  it('[P2] can be proved by the party it is about, and is nobody else’s to see', async () => {
    const [bureau, stranger] = [await readerOf('bureau'), await readerOf('owner')]
    const mine = (await rows()).filter(({ change }) => 'terms' in change && JSON.stringify(change).includes('bureau'))
    const { statements } = JSON.parse((await bureau(`${site}/rights/statements`)).body) as { statements: Row[] }
    expect(statements.map(({ no }) => no)).toContain(mine[0]?.no)
    expect((await bureau(`${site}/rights/statements/${mine[0]?.no}/proof`)).status).toBe(200)
    expect((await stranger(`${site}/rights/statements/${mine[0]?.no}/proof`)).status).toBe(403)
    expect(JSON.parse((await stranger(`${site}/rights/statements`)).body)).toMatchObject({ statements: [] })
  })

  it.each<[string, string, string]>([
    [
      'A grant slipped in',
      `INSERT INTO grant_ SELECT site, 'made-up', party, kinds, purpose, from_at, NULL, by, created_at, NULL, NULL, NULL, NULL FROM grant_ LIMIT 1`,
      'made-up',
    ],
    ['A grant widened', `UPDATE grant_ SET data_to = NULL WHERE data_to IS NOT NULL`, 'grant canteen-1/'],
    ['A grant that was ended and is made to go on', `UPDATE grant_ SET ended_at = NULL`, 'grant canteen-1/'],
    ['A grant taken away', `DELETE FROM grant_ WHERE party = 'bureau'`, 'is missing'],
    ['Another owner', `UPDATE site_rights SET owner = 'owner'`, 'rights of canteen-1'],
    ['A statement changed', `UPDATE rights_statement SET body = ${OTHER_BODY} WHERE no = 2`, 'statement'],
  ])('[P2] %s in the store is found out', async (_title, edit, place) => {
    await t.cloud.merkleLog.now()
    const { key } = await t.cloud.merkleLog.state()
    const told = async () => (await checkStore({ data: t.folder, url: storeUrlOf(t.folder), logKeys: [key] })).findings
    expect(await told()).toEqual([])
    const saved = ['grant_', 'site_rights', 'rights_statement']
    for (const table of saved) tamper(t.folder, `CREATE TABLE kept_${table} AS SELECT * FROM ${table}`)
    tamper(t.folder, edit)
    expect(JSON.stringify(await told())).toContain(place)
    for (const table of saved)
      tamper(
        t.folder,
        `DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept_${table}; DROP TABLE kept_${table}`,
      )
  })
})
