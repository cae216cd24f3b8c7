import { generateKeyPairSync } from 'node:crypto'
import { checkBundle, type ProofBundle, parseTlogProof } from '@zaojun/core/proof/index'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BoxRow } from '../src/routes/boxes/schema.ts'
import type { BoxKeys } from '../src/routes/keys/schema.ts'
import { checkStore } from '../src/verify/check-store.ts'
import { nodeCrypto } from './harness/node-crypto.ts'
import { reading, TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'
import { storeUrlOf, tamper } from './harness/test-store.ts'

let t: TestCloud
beforeAll(async () => {
  t = await openTestCloud()
})
afterAll(() => t.close())

const newKey = () => generateKeyPairSync('ed25519').privateKey
const next = (box: TestBox) => box.seal([{ body: reading('fridge-1', 'air-temperature', 4), wall: t.clock.now }])
async function boxWith(batches: number): Promise<TestBox> {
  const box = await t.enrolled()
  for (let n = 0; n < batches; n++) await t.post(box, next(box))
  return box
}
async function codeOf(): Promise<string> {
  const { body } = await t.ask(`POST /v1/sites/${SITE}/enrolment-codes`)
  return (body as { code: string }).code
}
async function rotate(box: TestBox, statement: Uint8Array, code?: string) {
  const payload = { code: code ?? (await codeOf()), statement: Buffer.from(statement).toString('base64') }
  const answer = await t.app.inject({ method: 'POST', url: '/v1/rotations', payload })
  const body = answer.json() as { token?: string; code?: string }
  if (body.token !== undefined) box.token = body.token
  return { status: answer.statusCode, body }
}
/** A box whose second key signs from batch `before` + 1 on. */
async function rotatedAfter(before: number): Promise<TestBox> {
  const box = await boxWith(before)
  const statement = box.handOver(newKey())
  await rotate(box, statement)
  return box
}
const of = ({ id }: TestBox) => `/v1/sites/${SITE}/boxes/${id}`
const revoke = (box: TestBox, body: object) => t.ask(`POST ${of(box)}/revocation`, body)
const keysOf = async (box: TestBox) => (await t.ask(`GET ${of(box)}/keys`)).body as BoxKeys
const bundleOf = async (box: TestBox, n: number) =>
  (await t.ask(`GET ${of(box)}/batches/${n}/proof`)).body as ProofBundle
const check = async (bundle: unknown) =>
  checkBundle(bundle, nodeCrypto, { logKey: (await t.cloud.merkleLog.state()).key })

describe('a new key of a box', () => {
  it('[P1] signs from the next batch on: what either key signed in its time verifies, under one name', async () => {
    const box = await rotatedAfter(2)
    expect(await t.post(box, next(box))).toMatchObject({ status: 200 })
    for (const n of [1, 2, 3]) expect((await check(await bundleOf(box, n))).ok).toBe(true)
    const { keys, events } = await keysOf(box)
    expect(keys).toMatchObject([
      { from: 1, to: 2, revoked: null },
      { from: 3, to: null },
    ])
    expect(events).toMatchObject([{ kind: 'rotation', after: 2, index: expect.any(Number) }])
  })

  it('[P1] locks out whoever holds the old one: its token, its batches, its heartbeats', async () => {
    const box = await boxWith(2)
    const thief = new TestBox(box.key)
    thief.token = box.token
    await rotate(box, box.handOver(newKey()))
    expect(await t.beat(thief, thief.heartbeat({ newest: 2 }))).toMatchObject({ status: 401 })
    thief.token = box.token
    expect(await t.post(box, thief.envelope(forgedThird(box)))).toMatchObject({ body: { code: 'KEY_OTHER_TIME' } })
    expect(await t.beat(box, box.heartbeat({}, box.key))).toMatchObject({ status: 200 })
    expect(await t.beat(thief, thief.heartbeat({ newest: 2 }))).toMatchObject({ status: 400 })
  })

  it('needs the consent of a person: a code, good once', async () => {
    const box = await boxWith(1)
    expect(await rotate(box, box.handOver(newKey()), 'WRONG')).toMatchObject({ body: { code: 'ENROLMENT_CODE' } })
    expect((await keysOf(box)).keys).toHaveLength(1)
  })

  it('asked for again, as after a lost answer, is given again without another code', async () => {
    const box = await boxWith(1)
    const statement = box.handOver(newKey())
    await rotate(box, statement)
    const before = box.token
    expect(await rotate(box, statement, 'WRONG')).toMatchObject({ status: 200 })
    expect(box.token).not.toBe(before)
    expect((await keysOf(box)).events).toHaveLength(1)
  })

  it('can follow another one', async () => {
    const box = await rotatedAfter(1)
    await t.post(box, next(box))
    await rotate(box, box.handOver(newKey()))
    await t.post(box, next(box))
    for (const n of [1, 2, 3]) expect((await check(await bundleOf(box, n))).ok).toBe(true)
    expect((await keysOf(box)).keys.map(({ from, to }) => [from, to])).toEqual([
      [1, 1],
      [2, 2],
      [3, null],
    ])
  })

  it.each<[string, (box: TestBox) => Uint8Array, string]>([
    ['not signed by the old key', (box) => box.handOver(newKey(), {}, { old: newKey() }), 'KEY_STATEMENT'],
    ['not signed by the new key', (box) => box.handOver(newKey(), {}, { new: newKey() }), 'KEY_STATEMENT'],
    ['from a key that is not in use', (box) => strangerTo(box).handOver(newKey(), { box: box.id }), 'KEY_UNKNOWN'],
    ['that leaves out batches held here', (box) => box.handOver(newKey(), { after: 1 }), 'KEY_ROTATION_BEHIND'],
    ['without its outer envelope', (box) => box.handOver(newKey(), {}, { bare: true }), 'KEY_STATEMENT'],
    ['with a byte too many', (box) => Uint8Array.of(...box.handOver(newKey()), 1), 'CBOR_MALFORMED'],
  ])('%s is refused', async (_title, make, code) => {
    const box = await boxWith(2)
    const own = new TestBox(box.key)
    Object.assign(own, { n: 2, seq: 2 })
    expect(await rotate(box, make(own))).toMatchObject({ body: { code } })
  })
})

describe('a revoked key', () => {
  it('[P1] signs nothing more: later batches are refused, what it signed before still verifies', async () => {
    const box = await boxWith(2)
    expect(await revoke(box, { reason: 'stolen' })).toMatchObject({ status: 200 })
    expect(await t.post(box, next(box))).toMatchObject({ status: 409, body: { code: 'KEY_REVOKED' } })
    expect(await t.beat(box)).toMatchObject({ status: 409, body: { code: 'KEY_REVOKED' } })
    const verdict = await check(await bundleOf(box, 2))
    expect([verdict.ok, verdict.checks.at(-1)?.check]).toEqual([true, 'keys'])
  })

  it('[P1] leaves out also what came already, where it is revoked from earlier on', async () => {
    const box = await boxWith(3)
    await revoke(box, { reason: 'cloned', after: 2 })
    expect((await check(await bundleOf(box, 2))).ok).toBe(true)
    const verdict = await check(await bundleOf(box, 3))
    expect(verdict.checks.at(-1)).toMatchObject({
      check: 'signature',
      ok: false,
      detail: expect.stringContaining('cloned'),
    })
  })

  it('gets no new token and no new key', async () => {
    const box = await boxWith(1)
    await revoke(box, { reason: 'lost' })
    await expect(t.enrolled(box)).rejects.toThrow('KEY_UNKNOWN')
    expect(await rotate(box, box.handOver(newKey()))).toMatchObject({ body: { code: 'KEY_UNKNOWN' } })
    expect(await revoke(box, { reason: 'lost' })).toMatchObject({ status: 409 })
  })

  it('is no box that has fallen silent', async () => {
    const box = await boxWith(1)
    await revoke(box, { reason: 'retired' })
    t.clock.now += 3_600_000
    await t.cloud.alarmWatch.look()
    const { body } = await t.ask('GET /v1/alarms?state=open&limit=500')
    const own = (body as { alarms: { box: string }[] }).alarms.filter((alarm) => alarm.box === box.id)
    expect(own).toEqual([])
    const rows = (await t.ask(`GET /v1/sites/${SITE}/boxes`)).body as { boxes: BoxRow[] }
    expect(rows.boxes.find(({ id }) => id === box.id)).toMatchObject({ revoked: 'retired' })
  })
})

describe('a bundle of a box with statements on its key', () => {
  it('[P1] does not hold with a statement left out, changed, or put elsewhere in the log', async () => {
    const box = await rotatedAfter(1)
    await t.post(box, next(box))
    const bundle = await bundleOf(box, 2)
    const [key] = bundle.keys ?? []
    if (key === undefined) throw new Error('no statement')
    const statement = Buffer.from(key.statement, 'base64')
    statement[statement.length >> 1] = (statement[statement.length >> 1] ?? 0) ^ 1
    const moved = key.proof.replace(/index [0-9]+/, `index ${parseTlogProof(key.proof).index + 1}`)
    const failing = async (keys: object[]) => (await check({ ...bundle, keys })).checks.at(-1)
    expect(await failing([])).toMatchObject({ check: 'signature', ok: false })
    expect(await failing([{ ...key, statement: statement.toString('base64') }])).toMatchObject({ ok: false })
    expect(await failing([{ ...key, proof: moved }])).toMatchObject({ check: 'keys', ok: false })
    const { keys: _, ...bare } = bundle
    expect((await check(bare)).checks.at(-1)).toMatchObject({ check: 'shape', ok: false })
  })

  it('[P1] whose cloud revoked without the log’s signature does not hold', async () => {
    const box = await boxWith(1)
    await revoke(box, { reason: 'stolen' })
    const bundle = await bundleOf(box, 1)
    const stranger = await openTestCloud()
    const { key } = await stranger.cloud.merkleLog.state()
    await stranger.close()
    expect((await checkBundle(bundle, nodeCrypto, { logKey: key })).checks.at(-1)).toMatchObject({
      check: 'box-key',
      ok: false,
    })
  })
})

it('[P1] a store whose statements on keys were edited or taken away is found out', async () => {
  const box = await rotatedAfter(1)
  await t.post(box, next(box))
  await t.cloud.merkleLog.now()
  const { key } = await t.cloud.merkleLog.state()
  const told = async () =>
    (await checkStore({ data: t.folder, url: storeUrlOf(t.folder), logKeys: [key] })).findings.map(({ place }) => place)
  // The batches of another test stand here that a key signed after it was revoked.
  expect((await told()).filter((place) => place.includes(box.id) || place.startsWith('log'))).toEqual([])
  tamper(t.folder, `DELETE FROM key_event WHERE box = (SELECT no FROM box WHERE id = '${box.id}')`)
  expect(await told()).toEqual(expect.arrayContaining([`batch ${box.id}/2`, expect.stringMatching(/^log 1, entry/)]))
})

const strangerTo = (_box: TestBox) => new TestBox()
/** What a copy of the box would make up as its third batch. */
const forgedThird = (box: TestBox) => ({
  v: 1 as const,
  box: box.id,
  n: 3,
  prev: '1'.repeat(64),
  from: 3,
  to: 3,
  eras: box.eras,
  force: {},
  series: [],
  entries: [{ s: 3, e: 1, m: 1, b: { type: 'event' as const, event: 'nothing', data: {} } }],
})
