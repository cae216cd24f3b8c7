import { createHash, createPublicKey, verify } from 'node:crypto'
import { type Batch, entriesOf, parseBatch, parseSign1 } from '@zaojun/core'
import { describe, expect, it } from 'vitest'
import { loadIdentity } from '../../src/identity.ts'
import { openTestLedger, reading, TestTime, temporaryFolder } from '../harness/ledger.ts'

const FORCE = { profiles: createHash('sha256').update('p').digest('hex') }
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

describe('the ledger', () => {
  it('gives every entry the next seq, in the order they were handed in', async () => {
    const { ledger } = await openTestLedger(temporaryFolder('ledger'))
    const seqs = await Promise.all([1, 2, 3, 4].map((value) => ledger.append(reading(value))))
    expect(seqs).toEqual([1, 2, 3, 4])
  })

  it('continues its seqs and its eras after a restart', async () => {
    const folder = temporaryFolder('ledger')
    const time = new TestTime()
    const first = await openTestLedger(folder, time)
    await first.ledger.append(reading(1))
    await first.ledger.stop()
    const second = await openTestLedger(folder, time)
    expect(await second.ledger.append(reading(2))).toBe(2)
    const { entries } = await second.ledger.read('entries', { after: 0, limit: 10, types: [] })
    expect(entries.map(({ era }) => era)).toEqual([1, 1])
  })

  it('returns entries exactly as they were handed in, with their stamp', async () => {
    const { ledger } = await openTestLedger(temporaryFolder('ledger'))
    const bodies = [
      reading(21.5),
      reading(true, { point: 'door-open' }),
      reading('ok', { point: 'state', deviceTime: 5 }),
      reading(null, { quality: 'stale', reason: 'no-answer' }),
      { type: 'event', event: 'started', data: { a: [1] } } as const,
    ]
    for (const body of bodies) await ledger.append(body, { urgent: true })
    const { entries } = await ledger.read('entries', { after: 0, limit: 10, types: [] })
    expect(entries.map(({ seq: _s, era: _e, mono: _m, wall: _w, clock: _c, ...body }) => body)).toEqual(bodies)
  })

  it('tells listeners only what is on disk, with its seq', async () => {
    const { ledger, committed } = await openTestLedger(temporaryFolder('ledger'))
    const seq = await ledger.append(reading(4))
    expect(committed.map((entry) => entry.seq)).toEqual([seq])
  })

  it('keeps each point’s last value for the next start', async () => {
    const folder = temporaryFolder('ledger')
    const first = await openTestLedger(folder)
    for (const value of [1, 2, 3]) await first.ledger.append(reading(value))
    await first.ledger.stop()
    const { opened } = await openTestLedger(folder)
    expect(opened.latest).toMatchObject([{ device: 'fridge-1', value: 3, seq: 3 }])
  })

  it('keeps what was told late at its own time, and never as a point’s last value', async () => {
    const folder = temporaryFolder('ledger')
    const time = new TestTime()
    const first = await openTestLedger(folder, time)
    const now = time.wallMs
    const late = (value: number | boolean, deviceTime: number) => reading(value, { deviceTime, late: true })
    for (const body of [reading(1), late(2, now - 60_000), late(3, now - 30_000)])
      await first.ledger.append(body, { urgent: true })
    await first.ledger.append(late(true, now), { urgent: true })
    const { entries } = await first.ledger.read('entries', { after: 1, limit: 10, types: ['reading'] })
    expect(entries).toMatchObject([
      { late: true, value: 2 },
      { late: true, value: 3 },
      { late: true, value: true },
    ])
    await first.ledger.seal(FORCE)
    const span = { device: 'fridge-1', point: 'air-temperature', from: now - 90_000, to: now - 1_000, max: 10 }
    expect(await first.ledger.read('series', span)).toMatchObject({ t: [now - 60_000, now - 30_000], v: [2, 3] })
    await first.ledger.stop()
    const { opened } = await openTestLedger(folder)
    expect(opened.latest).toMatchObject([{ value: 1, seq: 1 }])
  })

  it('finds entries of one type', async () => {
    const { ledger } = await openTestLedger(temporaryFolder('ledger'))
    await ledger.append(reading(1))
    await ledger.append({ type: 'event', event: 'x', data: {} })
    const { entries } = await ledger.read('entries', { after: 0, limit: 10, types: ['event'] })
    expect(entries.map(({ type }) => type)).toEqual(['event'])
  })
})

describe('a clock that changes', () => {
  it('set back an hour: both passes of the hour come back, in seq order', async () => {
    const time = new TestTime()
    const { ledger } = await openTestLedger(temporaryFolder('ledger'), time)
    const start = time.wallMs
    await ledger.append(reading(1))
    time.pass(60_000)
    await ledger.append(reading(2))
    time.wallMs -= 3_600_000
    await ledger.append(reading(3))
    time.pass(60_000)
    await ledger.append(reading(4))
    const answer = await ledger.read('series', {
      device: 'fridge-1',
      point: 'air-temperature',
      from: start - 7_200_000,
      to: start + 7_200_000,
      max: 100,
    })
    expect(answer.v).toEqual([1, 2, 3, 4])
    expect(answer.t.map((at) => (at - start) / 60_000)).toEqual([0, 1, -59, -58])
  })

  it('unknown since boot: the entry has no wall time, and durations stay right', async () => {
    const time = new TestTime()
    time.wallMs = 0
    const { ledger, clock } = await openTestLedger(temporaryFolder('ledger'), time)
    await ledger.append(reading(1))
    time.pass(5_000)
    await ledger.append(reading(2))
    const { entries } = await ledger.read('entries', { after: 0, limit: 10, types: [] })
    expect(entries).toMatchObject([
      { wall: null, clock: 'unknown' },
      { wall: null, clock: 'unknown' },
    ])
    expect((entries[1]?.mono ?? 0) - (entries[0]?.mono ?? 0)).toBe(5_000)
    expect(clock.now().wall).toBeNull()
  })

  it('set later in the same boot: the era before keeps its stamps and is found by what the boot learnt', async () => {
    const time = new TestTime()
    const known = time.wallMs
    time.wallMs = 0
    const { ledger } = await openTestLedger(temporaryFolder('ledger'), time)
    await ledger.append(reading(1))
    time.pass(10_000)
    time.wallMs = known
    await ledger.append(reading(2))
    const query = { device: 'fridge-1', point: 'air-temperature', from: known - 60_000, to: known + 60_000, max: 100 }
    expect(await ledger.read('series', query)).toMatchObject({ v: [1, 2], t: [known - 10_000, known] })
    const { entries } = await ledger.read('entries', { after: 0, limit: 1, types: [] })
    expect(entries[0]?.wall).toBeNull()
  })
})

describe('sealing', () => {
  async function sealed(folder: string, count: number): Promise<{ batches: Batch[]; digests: string[] }> {
    const { ledger } = await openTestLedger(folder)
    const batches: Batch[] = []
    const digests: string[] = []
    for (let n = 0; n < count; n++) {
      await ledger.append(reading(n))
      await ledger.append({ type: 'event', event: 'tick', data: { n } })
      for (const note of await ledger.seal(FORCE)) {
        const row = await ledger.read('batch', note.n)
        if (row === undefined) throw new Error('sealed batch is not there')
        batches.push(parseBatch(parseSign1(row.envelope).payload))
        digests.push(createHash('sha256').update(row.envelope).digest('hex'))
      }
    }
    return { batches, digests }
  }

  it('chains each batch to the one before by its digest', async () => {
    const { batches, digests } = await sealed(temporaryFolder('ledger'), 3)
    expect(batches.map(({ prev }) => prev)).toEqual([null, digests[0], digests[1]])
    expect(batches.map(({ n }) => n)).toEqual([1, 2, 3])
  })

  it('[G4] signs the exact bytes with the box’s key', async () => {
    const folder = temporaryFolder('ledger')
    const { ledger } = await openTestLedger(folder)
    await ledger.append(reading(7))
    await ledger.seal(FORCE)
    const row = await ledger.read('batch', 1)
    const message = parseSign1(row?.envelope ?? new Uint8Array())
    const identity = loadIdentity(folder)
    const key = createPublicKey({ key: Buffer.concat([SPKI, identity.publicKey]), format: 'der', type: 'spki' })
    expect(verify(null, message.signed, key, message.signature)).toBe(true)
    expect(message.issuer).toBe(`urn:zaojun:box:${identity.id}`)
  })

  it('cuts a long ledger into batches of at most 5,000 readings that cover every seq once', async () => {
    const { ledger } = await openTestLedger(temporaryFolder('ledger'))
    await Promise.all(Array.from({ length: 12_000 }, (_, n) => ledger.append(reading(n, { device: `d-${n % 7}` }))))
    const notes = await ledger.seal(FORCE)
    expect(notes.map(({ from, to }) => [from, to])).toEqual([
      [1, 5_000],
      [5_001, 10_000],
      [10_001, 12_000],
    ])
    const row = await ledger.read('batch', 2)
    const values = entriesOf(parseBatch(parseSign1(row?.envelope ?? new Uint8Array()).payload)).map((entry) =>
      entry.type === 'reading' ? entry.value : undefined,
    )
    expect(values).toEqual(Array.from({ length: 5_000 }, (_, n) => n + 5_000))
  })

  it('seals nothing when there is nothing new', async () => {
    const { ledger } = await openTestLedger(temporaryFolder('ledger'))
    await ledger.append(reading(1))
    await ledger.seal(FORCE)
    expect(await ledger.seal(FORCE)).toEqual([])
  })
})

describe('retention', () => {
  it('forgets what is acknowledged and past its time, never the newest batch, never the unacknowledged', async () => {
    const { ledger } = await openTestLedger(temporaryFolder('ledger'))
    for (const n of [1, 2, 3, 4]) {
      await ledger.append(reading(n))
      await ledger.seal(FORCE)
      if (n !== 3) await ledger.write('acknowledge', { n, receipt: new Uint8Array(1) })
    }
    expect(await ledger.write('forget', { cutoff: Number.MAX_SAFE_INTEGER })).toEqual({
      batches: 2,
      entries: 2,
      attachments: 0,
    })
    const { entries } = await ledger.read('entries', { after: 0, limit: 10, types: [] })
    expect(entries.map(({ seq }) => seq)).toEqual([3, 4])
  })

  it('goes on counting where it was after everything else is forgotten', async () => {
    const folder = temporaryFolder('ledger')
    const first = await openTestLedger(folder)
    for (const n of [1, 2]) {
      await first.ledger.append(reading(n))
      await first.ledger.seal(FORCE)
      await first.ledger.write('acknowledge', { n, receipt: new Uint8Array(1) })
    }
    await first.ledger.write('forget', { cutoff: Number.MAX_SAFE_INTEGER })
    await first.ledger.stop()
    const { ledger } = await openTestLedger(folder)
    expect(await ledger.append(reading(3))).toBe(3)
  })

  it('lets a photo go only when the cloud has it and its time is over', async () => {
    const { ledger, clock } = await openTestLedger(temporaryFolder('ledger'))
    const keep = (byte: number) =>
      ledger.write('keepAttachment', { bytes: Uint8Array.of(byte), mediaType: 'image/png', at: clock.now().wall })
    const [sent, unsent] = [await keep(1), await keep(2)]
    await ledger.write('attachmentSent', sent)
    expect((await ledger.write('forget', { cutoff: 0 })).attachments).toBe(0)
    expect((await ledger.write('forget', { cutoff: Number.MAX_SAFE_INTEGER })).attachments).toBe(1)
    expect(await ledger.read('attachment', sent)).toBeUndefined()
    expect(await ledger.read('attachment', unsent)).toMatchObject({ mediaType: 'image/png' })
  })
})
