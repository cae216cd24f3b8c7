import { generateKeyPairSync } from 'node:crypto'
import { zstdCompressSync } from 'node:zlib'
import { type Batch, MAX_BATCH_BYTES, parseSign1, type Receipt } from '@zaojun/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reading, TestBox, type Timed } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'

let t: TestCloud
beforeAll(async () => {
  t = await openTestCloud()
})
afterAll(() => t.close())

const code = (answer: { body: never }) => (answer.body as { code?: string }).code
const status = (answer: { body: never }) => (answer.body as { status?: string }).status
const some = (wall: number, value = 3.25): Timed[] => [
  { body: reading('fridge-1', 'air-temperature', value), wall },
  { body: reading('fridge-1', 'air-temperature', value + 0.5), wall: wall + 1000 },
]
const newestOf = async (box: TestBox) => {
  const { body } = await t.ask(`GET /v1/sites/${SITE}/latest`)
  return (body as { latest: { box: string; value: unknown; at: number | null; seq: number }[] }).latest.find(
    (row) => row.box === box.id,
  )
}
const boxOf = async (box: TestBox) => {
  const { body } = await t.ask(`GET /v1/sites/${SITE}/boxes`)
  const found = (body as { boxes: { id: string; held: unknown; refused: number; quarantined: number }[] }).boxes.find(
    ({ id }) => id === box.id,
  )
  if (found === undefined) throw new Error('no such box')
  return found
}

describe('a batch that is in order', () => {
  it('[L14] is stored and acknowledged with a receipt the cloud signed', async () => {
    const box = await t.enrolled()
    const sealed = box.seal(some(t.clock.now))
    const answer = await t.post(box, sealed)
    expect(answer.status).toBe(200)
    const { receipt } = answer.body as { receipt: string }
    const message = parseSign1(new Uint8Array(Buffer.from(receipt, 'base64')))
    const promise = JSON.parse(new TextDecoder().decode(message.payload)) as Receipt
    expect(promise).toEqual({ v: 1, log: t.cloud.keys.log, box: box.id, n: 1, digest: sealed.digest, at: t.clock.now })
    expect(message.issuer).toBe(`urn:zaojun:log:${t.cloud.keys.log}`)
    expect(message.subject).toBe(`urn:zaojun:box:${box.id}`)
  })

  it('comes compressed as well, and the very bytes that were signed are kept', async () => {
    const box = await t.enrolled()
    const sealed = box.seal(some(t.clock.now))
    const answer = await t.post(box, zstdCompressSync(sealed.envelope), { 'content-encoding': 'zstd' })
    expect(status(answer)).toBe('stored')
    expect(await t.cloud.store.envelope(SITE, box.id, 1)).toEqual(sealed.envelope)
  })

  it('sent twice gives the same receipt and is held once', async () => {
    const box = await t.enrolled()
    const sealed = box.seal(some(t.clock.now))
    const first = await t.post(box, sealed)
    t.clock.now += 5_000
    const second = await t.post(box, sealed)
    expect(status(second)).toBe('duplicate')
    expect((second.body as { receipt: string }).receipt).toBe((first.body as { receipt: string }).receipt)
    expect((await boxOf(box)).held).toEqual([[1, 1]])
  })

  it('sent twice at once gives the same receipt and is held once', async () => {
    const box = await t.enrolled()
    const sealed = box.seal([{ body: reading('twice', 'gross', 1.5), wall: t.clock.now }])
    const answers = await Promise.all([1, 2, 3, 4].map(() => t.post(box, sealed)))
    expect(answers.map(status).sort()).toEqual(['duplicate', 'duplicate', 'duplicate', 'stored'])
    expect(new Set(answers.map(({ body }) => (body as { receipt: string }).receipt)).size).toBe(1)
    const span = `from=${t.clock.now - 10}&to=${t.clock.now + 10}`
    const { body } = await t.ask(`GET /v1/sites/${SITE}/series?device=twice&point=gross&${span}`)
    expect((body as { v: unknown }).v).toEqual([1.5])
  })
})

describe('a batch is refused', () => {
  const refuses = (
    title: string,
    expected: { status: number; code: string },
    make: (box: TestBox) => Promise<{ status: number; body: never }>,
  ) =>
    it(title, async () => {
      const box = await t.enrolled()
      const before = (await boxOf(box)).held
      const answer = await make(box)
      expect({ status: answer.status, code: code(answer) }).toEqual(expected)
      expect((await boxOf(box)).held).toEqual(before)
    })

  refuses('when a bit of its payload flipped', { status: 400, code: 'BATCH_SIGNATURE' }, async (box) => {
    const { envelope } = box.seal(some(t.clock.now))
    const flipped = new Uint8Array(envelope)
    const at = Buffer.from(envelope).indexOf('fridge-1')
    flipped[at] = (flipped[at] ?? 0) ^ 1
    return t.post(box, flipped)
  })

  refuses('when another key signed it', { status: 400, code: 'BATCH_SIGNATURE' }, async (box) => {
    const { n, from, to } = { n: 1, from: 1, to: 1 }
    const other = generateKeyPairSync('ed25519').privateKey
    return t.post(box, box.envelope(emptyBatch(box, n, from, to), { key: other }))
  })

  refuses('when it names another box than its token', { status: 401, code: 'BATCH_WRONG_BOX' }, async (box) => {
    const other = new TestBox()
    return t.post(box, box.envelope(emptyBatch(other, 1, 1, 1)))
  })

  refuses('when the token is unknown', { status: 401, code: 'BATCH_UNKNOWN_BOX' }, async (box) => {
    const { token } = box
    box.token = 'x'.repeat(43)
    const answer = await t.post(box, box.seal(some(t.clock.now)))
    box.token = token
    return answer
  })

  refuses('when bytes trail it', { status: 400, code: 'CBOR_MALFORMED' }, async (box) =>
    t.post(box, new Uint8Array([...box.seal(some(t.clock.now)).envelope, 0])),
  )

  refuses('when it is larger than allowed', { status: 413, code: 'BATCH_TOO_LARGE' }, async (box) =>
    t.post(box, new Uint8Array(MAX_BATCH_BYTES + 1)),
  )

  refuses('when it is a decompression bomb', { status: 413, code: 'BATCH_TOO_LARGE' }, async (box) => {
    const bomb = zstdCompressSync(Buffer.alloc(256 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(64 * 1024)
    return t.post(box, new Uint8Array(bomb), { 'content-encoding': 'zstd' })
  })

  refuses('when it only claims to be compressed', { status: 400, code: 'BATCH_ENCODING' }, async (box) =>
    t.post(box, box.seal(some(t.clock.now)), { 'content-encoding': 'zstd' }),
  )

  refuses('when its encoding is not known', { status: 415, code: 'REQUEST_MEDIA_TYPE' }, async (box) =>
    t.post(box, box.seal(some(t.clock.now)), { 'content-encoding': 'br' }),
  )

  refuses('when a time is past all calendars', { status: 400, code: 'BATCH_MALFORMED' }, async (box) => {
    const batch = emptyBatch(box, 1, 1, 1)
    batch.entries = []
    batch.series = [{ d: 'fridge-1', p: 'p', e: 1, o: 0, s0: 1, ds: [], t0: 1e300, dt: [], v: [1] }]
    return t.post(box, box.envelope(batch))
  })

  refuses('when its range header is garbage', { status: 400, code: 'BATCH_RANGE_HEADER' }, async (box) =>
    t.post(box, box.seal(some(t.clock.now)), { 'zaojun-range': '{"oldest":0' }),
  )
})

describe('the chain of a box', () => {
  it('refuses a batch whose prev is not the digest before it', async () => {
    const box = await t.enrolled()
    await t.post(box, box.seal(some(t.clock.now)))
    const wrong = { ...emptyBatch(box, 2, 3, 3), prev: 'f'.repeat(64) }
    const answer = await t.post(box, box.envelope(wrong))
    expect([answer.status, code(answer)]).toEqual([409, 'BATCH_CHAIN'])
  })

  it('refuses a batch that the one held after it does not name', async () => {
    const box = await t.enrolled()
    const first = box.seal(some(t.clock.now))
    await t.post(box, box.seal(some(t.clock.now)))
    const answer = await t.post(box, box.envelope(emptyBatch(box, 1, first.from, first.to)))
    expect([answer.status, code(answer)]).toEqual([409, 'BATCH_CHAIN'])
    expect(status(await t.post(box, first))).toBe('stored')
  })

  it('quarantines another batch under a number that is held, tells it as an event, and counts it once', async () => {
    const box = await t.enrolled()
    await t.post(box, box.seal(some(t.clock.now)))
    const forked = box.envelope(emptyBatch(box, 1, 1, 1))
    for (const answer of [await t.post(box, forked), await t.post(box, forked)])
      expect([answer.status, code(answer)]).toEqual([409, 'BATCH_FORK'])
    expect(await boxOf(box)).toMatchObject({ quarantined: 1, refused: 2 })
    const { body } = await t.ask(`GET /v1/sites/${SITE}/events?types=event&order=newest`)
    const mine = (body as { events: { box: string; event: string; source: string }[] }).events.filter(
      (row) => row.box === box.id,
    )
    expect(mine).toMatchObject([{ event: 'batch-fork', source: 'cloud', data: { n: 1, holds: 'batch 1' } }])
  })

  it('quarantines a batch whose seqs overlap those of another number', async () => {
    const box = await t.enrolled()
    const first = box.seal(some(t.clock.now))
    await t.post(box, first)
    const forked = { ...emptyBatch(box, 2, 2, 3), prev: first.digest }
    const answer = await t.post(box, box.envelope(forked))
    expect([answer.status, code(answer)]).toEqual([409, 'BATCH_FORK'])
  })

  it('[G4] takes batches newest first, and all of them are there in the end', async () => {
    const box = await t.enrolled()
    const sealed = [0, 1, 2, 3, 4].map((i) => box.seal(some(t.clock.now - (5 - i) * 60_000, i)))
    for (const batch of sealed.toReversed()) expect(status(await t.post(box, batch))).toBe('stored')
    expect((await boxOf(box)).held).toEqual([[1, 5]])
    for (const { n, envelope } of sealed) expect(await t.cloud.store.envelope(SITE, box.id, n)).toEqual(envelope)
  })

  it('never moves the latest reading backwards when a late batch comes', async () => {
    const box = await t.enrolled()
    const late = box.seal([{ body: reading('late', 'air-temperature', 1), wall: t.clock.now + 60_000 }])
    const newer = box.seal([{ body: reading('late', 'air-temperature', 2), wall: t.clock.now }])
    await t.post(box, newer)
    await t.post(box, late)
    expect(await newestOf(box)).toMatchObject({ value: 2, seq: 2 })
  })
})

function emptyBatch(box: TestBox, n: number, from: number, to: number): Batch {
  const entries: Batch['entries'] = []
  for (let s = from; s <= to; s++) entries.push({ s, e: 1, m: 5, b: { type: 'event', event: 'other', data: {} } })
  const eras: Batch['eras'] = [{ era: 1, boot: '0123456789abcdef', offset: 0, clock: 'synced' }]
  return { v: 1, box: box.id, n, prev: n === 1 ? null : 'e'.repeat(64), from, to, eras, force: {}, series: [], entries }
}
