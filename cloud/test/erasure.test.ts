import { createHash, verify } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { commitmentInput, parseSign1 } from '@zaojun/core'
import { checkBundle, type ProofBundle } from '@zaojun/core/proof/index'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicKeyOf } from '../src/keys.ts'
import { checkStore } from '../src/verify/check-store.ts'
import { nodeCrypto } from './harness/node-crypto.ts'
import { digestOf, type TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'
import { bytesOfStore, storeUrlOf, tamper } from './harness/test-store.ts'

let t: TestCloud
let box: TestBox
beforeAll(async () => {
  t = await openTestCloud()
  box = await t.enrolled()
})
afterAll(() => t.close())

const SALT = '00112233445566778899aabbccddeeff'
const partOf = (value: unknown) => {
  const input = commitmentInput(new Uint8Array(Buffer.from(SALT, 'hex')), value)
  return { commitment: createHash('sha256').update(input).digest('hex'), salt: SALT, value, purpose: 'health check' }
}
const put = (part: ReturnType<typeof partOf>, commitment = part.commitment) =>
  t.app.inject({ method: 'PUT', url: `/v1/parts/${commitment}`, headers: asBox(), payload: part })
const asBox = () => ({ authorization: `Bearer ${box.token}` })

/** The held envelope still carries the commitment and its signature still holds. */
async function stillVerifies(n: number, carries: string): Promise<boolean> {
  const envelope = await t.cloud.store.envelope(SITE, box.id, n)
  const message = parseSign1(envelope ?? new Uint8Array())
  const text = new TextDecoder().decode(message.payload)
  return text.includes(carries) && verify(null, message.signed, publicKeyOf(box.raw), message.signature)
}
const record = (data: Record<string, unknown>, attachments: string[] = []) => ({
  body: { type: 'record', form: 'morning-check', by: 'p-1', origin: 'manual', data, attachments } as const,
  wall: t.clock.now,
})

describe('a detached part', () => {
  it('is erased, says so with who, when and why, and its batch still verifies', async () => {
    const part = partOf({ temperature: 36.9, secret: 'Zhang-San-the-cook' })
    const { n, envelope } = box.seal([record({ health: { commitment: part.commitment } })])
    await t.post(box, envelope)
    expect((await put(part)).json()).toEqual({ commitment: part.commitment, state: 'held' })
    expect((await t.ask(`GET /v1/parts/${part.commitment}`)).body).toEqual(part)
    expect((await t.ask(`DELETE /v1/parts/${part.commitment}?reason=left`)).status).toBe(204)
    const gone = await t.ask(`GET /v1/parts/${part.commitment}`)
    expect(gone).toMatchObject({
      status: 410,
      body: { code: 'REMOVED_BY_POLICY', reason: 'left', by: 'admin', at: t.clock.now },
    })
    expect(await stillVerifies(n, part.commitment)).toBe(true)
    expect((await bytesOfStore(t.folder)).includes('Zhang-San-the-cook')).toBe(false)
  })

  it('stays erased when the box sends it again', async () => {
    const part = partOf('again')
    await put(part)
    await t.ask(`DELETE /v1/parts/${part.commitment}?reason=left`)
    expect((await put(part)).json()).toEqual({ commitment: part.commitment, state: 'erased' })
    expect((await t.ask(`GET /v1/parts/${part.commitment}`)).status).toBe(410)
  })

  it('is refused when it does not hash to its commitment', async () => {
    const part = partOf('one')
    const answer = await put({ ...part, value: 'another' })
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'PART_COMMITMENT'])
    expect((await t.ask(`GET /v1/parts/${part.commitment}`)).status).toBe(404)
  })
})

describe('an attachment', () => {
  const photo = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 31) % 251))
  const digest = digestOf(photo)
  const patch = (bytes: Buffer, offset: number, of = digest, length = photo.length) =>
    t.app.inject({
      method: 'PATCH',
      url: `/v1/attachments/${of}`,
      headers: {
        ...asBox(),
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset),
        'upload-length': String(length),
        'upload-media-type': 'image/jpeg',
      },
      payload: bytes,
    })
  const offsetOf = async (of = digest) => {
    const answer = await t.app.inject({ method: 'HEAD', url: `/v1/attachments/${of}`, headers: asBox() })
    return Number(answer.headers['upload-offset'])
  }

  it('comes in pieces, goes on where it broke off, and is given back', async () => {
    expect(await offsetOf()).toBe(0)
    await patch(photo.subarray(0, 20_000), 0)
    expect(await offsetOf()).toBe(20_000)
    expect((await patch(photo.subarray(0, 20_000), 0)).json()).toMatchObject({ code: 'ATTACHMENT_OFFSET' })
    expect((await t.ask(`GET /v1/attachments/${digest}`)).status).toBe(404)
    expect((await patch(photo.subarray(20_000), 20_000)).statusCode).toBe(204)
    expect(await offsetOf()).toBe(photo.length)
    const { raw, headers } = await t.ask(`GET /v1/attachments/${digest}`)
    expect(raw.equals(photo)).toBe(true)
    expect(headers['content-type']).toBe('image/jpeg')
  })

  it('starts over when the bytes are not those of its digest', async () => {
    const other = digestOf(Buffer.from('something else'))
    const answer = await patch(photo, 0, other)
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'ATTACHMENT_DIGEST'])
    expect(await offsetOf(other)).toBe(0)
  })

  it('is erased, says so, need not be sent again, and its batch still verifies', async () => {
    const { n, envelope } = box.seal([record({}, [digest])])
    await t.post(box, envelope)
    await patch(photo, 0)
    expect((await t.ask(`DELETE /v1/attachments/${digest}?reason=expired`)).status).toBe(204)
    const gone = await t.ask(`GET /v1/attachments/${digest}`)
    expect(gone).toMatchObject({ status: 410, body: { code: 'REMOVED_BY_POLICY', reason: 'expired', by: 'admin' } })
    expect(await offsetOf()).toBe(photo.length)
    await expect(readFile(join(t.folder, 'attachments', SITE, digest))).rejects.toThrow('ENOENT')
    expect(await stillVerifies(n, digest)).toBe(true)
  })
})

describe('the proof of a batch of which content was removed', () => {
  const [value, photo] = [partOf('36.9 °C'), digestOf(Buffer.from('a photo never sent'))]
  const bundleOf = async (n: number): Promise<ProofBundle> =>
    (await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/${n}/proof`)).body
  const check = async (bundle: unknown) =>
    checkBundle(bundle, nodeCrypto, { logKey: (await t.cloud.merkleLog.state()).key })
  let bundle: ProofBundle
  let other: ProofBundle
  beforeAll(async () => {
    const sealed = box.seal([record({ health: { commitment: value.commitment } }, [photo])])
    await t.post(box, sealed)
    await put(value)
    await t.ask(`DELETE /v1/parts/${value.commitment}?reason=left`)
    const order = { what: 'attachment', key: photo, reason: 'consent withdrawn' }
    await t.app.inject({ method: 'POST', url: '/v1/erasures', headers: asBox(), payload: order })
    bundle = await bundleOf(sealed.n)
    const next = box.seal([record({})])
    await t.post(box, next)
    other = await bundleOf(next.n)
  })

  it('[P2] says of each what is gone, by whom, when and why, and in which entry of the log that stands', async () => {
    expect(bundle.v).toBe(3)
    const { ok, removed } = await check(bundle)
    expect(ok).toBe(true)
    expect(removed).toMatchObject([
      { of: [value.commitment], removal: { site: SITE, at: t.clock.now, by: 'admin', reason: 'left' } },
      { of: [photo], removal: { site: SITE, at: t.clock.now, by: box.id, reason: 'consent withdrawn' } },
    ])
  })

  it('[P2] is refused with a removal that was changed, is of another batch, or was never in the log', async () => {
    const [first, ...rest] = bundle.removed ?? []
    const said = Buffer.from(first?.content ?? '', 'base64')
      .toString()
      .replace('left', 'lost')
    const changed = { ...first, content: Buffer.from(said).toString('base64') }
    const last = async (given: unknown) => (await check(given)).checks.at(-1)
    const refused = { check: 'removed', ok: false, detail: expect.stringMatching(/^removal [0-9]+ of canteen-1/) }
    expect(await last({ ...bundle, removed: [changed, ...rest] })).toMatchObject(refused)
    expect(await last({ ...other, v: 3, removed: [first] })).toMatchObject(refused)
    expect(await last({ ...bundle, removed: [{ ...first, proof: bundle.proof }] })).toMatchObject(refused)
  })

  it('[P2] a removal has a bundle of its own, and what goes without one is found out', async () => {
    const no = (await check(bundle)).removed[0]?.removal.no
    const own = (await t.ask(`GET /v1/sites/${SITE}/removals/${no}/proof`)).body
    expect(await check(own)).toMatchObject({ ok: true, removed: [{ of: [value.commitment] }] })
    const store = { data: t.folder, url: storeUrlOf(t.folder) }
    expect((await checkStore(store)).findings).toEqual([])
    const kept = partOf('kept')
    await put(kept)
    tamper(t.folder, `UPDATE part SET salt = NULL, value = NULL, erased_at = 1 WHERE commitment = '${kept.commitment}'`)
    expect((await checkStore(store)).findings).toMatchObject([
      { place: `personal value ${kept.commitment} of ${SITE}`, what: expect.stringContaining('no policy') },
    ])
  })
})
