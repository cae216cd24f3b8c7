import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { commitmentInput, type DetachedPart, type ErasureOrder, type Event } from '@zaojun/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { digestOf, type TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'
import { bytesOfStore } from './harness/test-store.ts'

let t: TestCloud
let box: TestBox
beforeAll(async () => {
  t = await openTestCloud()
  box = await t.enrolled()
})
afterAll(() => t.close())

const DAY_MS = 86_400_000
const COOK = 'p-0123456789abcdef'
const asBox = () => ({ authorization: `Bearer ${box.token}` })
let salts = 0

async function part(value: unknown, holding: Partial<DetachedPart> = {}): Promise<string> {
  const salt = (++salts).toString(16).padStart(32, '0')
  const input = commitmentInput(new Uint8Array(Buffer.from(salt, 'hex')), value)
  const commitment = createHash('sha256').update(input).digest('hex')
  const payload = { commitment, salt, value, purpose: 'food-handler-health-check', ...holding }
  const answer = await t.app.inject({ method: 'PUT', url: `/v1/parts/${commitment}`, headers: asBox(), payload })
  expect(answer.statusCode).toBe(200)
  return commitment
}

async function picture(headers: Record<string, string> = {}): Promise<string> {
  const bytes = Buffer.from(`picture ${++salts}`)
  const digest = digestOf(bytes)
  const answer = await t.app.inject({
    method: 'PATCH',
    url: `/v1/attachments/${digest}`,
    headers: {
      ...asBox(),
      'content-type': 'application/offset+octet-stream',
      'upload-offset': '0',
      'upload-length': String(bytes.length),
      'upload-media-type': 'image/jpeg',
      ...headers,
    },
    payload: bytes,
  })
  expect(answer.statusCode).toBe(204)
  return digest
}

const told = (order: ErasureOrder) =>
  t.app.inject({ method: 'POST', url: '/v1/erasures', headers: asBox(), payload: order })
const statusOf = async (path: string) => (await t.ask(`GET ${path}`)).status

describe('personal content with a time', () => {
  it('is given out with why it is held, and no longer once its time is over', async () => {
    const expires = t.clock.now + DAY_MS
    const commitment = await part(36.6, { basis: 'law', person: COOK, expires })
    const { body } = await t.ask(`GET /v1/parts/${commitment}`)
    expect(body).toMatchObject({ value: 36.6, basis: 'law', person: COOK, expires })
    t.clock.now = expires
    expect(await t.ask(`GET /v1/parts/${commitment}`)).toMatchObject({
      status: 410,
      body: { code: 'REMOVED_BY_POLICY', reason: 'retention', by: 'policy', at: expires },
    })
  })

  it('is erased from the store and the disk when it is due, and nothing else is', async () => {
    const expires = t.clock.now + DAY_MS
    const [due, kept] = [await part('due-marker-4711', { expires }), await part('kept', { expires: expires + 1 })]
    const photo = await picture({ 'upload-purpose': 'access-control', 'upload-expires': String(expires) })
    const other = await picture()
    t.clock.now = expires
    expect(await t.cloud.expiry.runOnce()).toBeGreaterThanOrEqual(2)
    expect([await statusOf(`/v1/parts/${due}`), await statusOf(`/v1/parts/${kept}`)]).toEqual([410, 200])
    expect([await statusOf(`/v1/attachments/${photo}`), await statusOf(`/v1/attachments/${other}`)]).toEqual([410, 200])
    await expect(readFile(join(t.folder, 'attachments', SITE, photo))).rejects.toThrow('ENOENT')
    expect((await bytesOfStore(t.folder)).includes('due-marker-4711')).toBe(false)
    expect(await t.cloud.expiry.runOnce()).toBe(0)
  })
})

describe('what a box tells of its erasures', () => {
  it('takes a withdrawn consent’s content of that person and purpose, and nothing held by law', async () => {
    const consent = { purpose: 'personal-nutrition-advice', basis: 'consent' as const }
    const weight = await part(71.5, { ...consent, person: COOK })
    const others = await part(80, { ...consent, person: 'p-ffffffffffffffff' })
    const health = await part(36.4, { basis: 'law', person: COOK })
    const photo = await picture({ 'upload-purpose': consent.purpose, 'upload-basis': 'consent', 'upload-person': COOK })
    const order = { what: 'person', key: COOK, purpose: consent.purpose, reason: 'consent withdrawn' } as const
    expect((await told(order)).json()).toEqual({ erased: 2 })
    expect((await told(order)).json()).toEqual({ erased: 0 })
    expect(await t.ask(`GET /v1/parts/${weight}`)).toMatchObject({
      status: 410,
      body: { reason: 'consent withdrawn', by: box.id },
    })
    expect(await statusOf(`/v1/attachments/${photo}`)).toBe(410)
    expect([await statusOf(`/v1/parts/${others}`), await statusOf(`/v1/parts/${health}`)]).toEqual([200, 200])
  })

  it('marks as removed what never came, so that its commitment does not look lost', async () => {
    const commitment = digestOf(Buffer.from('never sent'))
    const digest = digestOf(Buffer.from('never uploaded'))
    expect((await told({ what: 'part', key: commitment, reason: 'retention' })).json()).toEqual({ erased: 1 })
    expect((await told({ what: 'attachment', key: digest, reason: 'retention' })).json()).toEqual({ erased: 1 })
    expect(await statusOf(`/v1/parts/${commitment}`)).toBe(410)
    expect(await statusOf(`/v1/attachments/${digest}`)).toBe(410)
  })

  it('is refused without a box’s token, and where it names no digest', async () => {
    const order = { what: 'part', key: COOK, reason: 'x' } as const
    expect((await told(order)).json()).toMatchObject({ code: 'REQUEST_INVALID', place: 'body/key' })
    expect((await t.ask('POST /v1/erasures', order)).body).toMatchObject({ code: 'BATCH_UNKNOWN_BOX' })
  })
})

describe('an event with pictures', () => {
  it('says their digests in the list of events, and its personal fields only by their commitments', async () => {
    const commitment = await part(36.9, { basis: 'law', person: COOK })
    const photo = await picture({ 'upload-purpose': 'food-handler-health-check' })
    const data = { person: COOK, mask: true, 'body-temperature': { commitment } }
    const told = { event: 'person-checked', device: 'entrance', data, attachments: [photo] }
    const body: Event = { type: 'event', ...told }
    const { envelope } = box.seal([{ body, wall: t.clock.now }])
    expect((await t.post(box, envelope)).status).toBe(200)
    const { body: page } = await t.ask(`GET /v1/sites/${SITE}/events?types=event&order=newest`)
    const { events } = page as { events: Record<string, unknown>[] }
    expect(events[0]).toMatchObject(told)
    // A batch without readings leaves no series behind.
    expect(await t.ask(`GET /v1/sites/${SITE}/latest`)).toMatchObject({ status: 200, body: { latest: [] } })
    expect(await statusOf(`/v1/attachments/${photo}`)).toBe(200)
  })
})
