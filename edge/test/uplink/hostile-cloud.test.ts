import { generateKeyPairSync, sign } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { type LogNews, prepareSign1, RECEIPT_CONTENT_TYPE } from '@zaojun/core'
import {
  checkpointText,
  consistencySpans,
  inclusionSpans,
  keyId,
  leafEntry,
  leafInput,
  NOTE_ED25519,
  signatureLine,
  tlogProofText,
} from '@zaojun/core/proof/index'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rootOf } from '../../../cloud/src/merkle-log/tile-tree.ts'
import { flood, HUGE_BYTES, serverOf } from '../../../cloud/test/harness/endless.ts'
import { FORGED_COSE, HOSTILE_COSE, type Sign } from '../../../core/test/harness/hostile-cose.ts'
import { HOSTILE_NOTES, HOSTILE_PROOFS } from '../../../core/test/harness/hostile-notes.ts'
import type { BatchRow } from '../../src/ledger/outbox.ts'
import { CloudClient } from '../../src/uplink/cloud-client.ts'
import type { Enrolment } from '../../src/uplink/enrolment.ts'
import { LogLane } from '../../src/uplink/log-lane.ts'
import { nodeCrypto } from '../../src/uplink/node-crypto.ts'

const BOX = 'box-0123456789abcdef'
const LOG = 'log-0123456789abcdef'
const MAX_GROWTH_BYTES = 64 * 1024 * 1024
const PROOF_SECONDS = 1
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const cloudKey = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
const signed: Sign = (message) => new Uint8Array(sign(null, message, privateKey))
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const hash = nodeCrypto.sha256 as (bytes: Uint8Array) => Uint8Array
const envelope = Buffer.from('an envelope')
const digest = hash(envelope)
const batch = { n: 1, digest: Buffer.from(digest).toString('hex'), envelope } as unknown as BatchRow

/** The hostile cloud: it answers what a test has it answer. */
let answer: (response: ServerResponse, path: string) => void = () => {}
let cloud: Awaited<ReturnType<typeof serverOf>>
let enrolment: Enrolment
const asked: string[] = []
beforeAll(async () => {
  cloud = await serverOf((request, response) => {
    asked.push(request.url ?? '')
    request.resume()
    answer(response, request.url ?? '')
  })
  enrolment = { url: cloud.url, token: 't', site: 's', log: LOG, cloudKey: base64(cloudKey) }
})
afterAll(() => cloud.stop())
const says = (body: unknown, status = 200) => {
  answer = (response) => void response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
}

function receipt(said: object = {}): Uint8Array {
  const promise = { v: 1, log: LOG, box: BOX, n: 1, digest: batch.digest, at: 1, ...said }
  const headers = {
    kid: hash(cloudKey).slice(0, 8),
    contentType: RECEIPT_CONTENT_TYPE,
    issuer: 'urn:a',
    subject: 'urn:b',
  }
  const message = prepareSign1(headers, new TextEncoder().encode(JSON.stringify(promise)))
  return message.finish(signed(message.signed))
}
const send = () => new CloudClient(enrolment, false).sendBatch(batch, { oldest: 1, newest: 1, pending: [] })
const acknowledged = (bytes: Uint8Array) => ({ status: 'stored', receipt: base64(bytes), watched: false })

describe('a receipt', () => {
  it('[P1] of good form, signed by its cloud for this batch, is taken; every malformed one is refused by its code', async () => {
    says(acknowledged(receipt()))
    expect((await send()).receipt).toEqual(receipt())
    for (const { title, code, make } of HOSTILE_COSE) {
      says(acknowledged(make(receipt(), signed)))
      const refused = await send().catch((error: { code: string }) => error.code)
      expect([title, refused]).toEqual([title, expect.stringMatching(code)])
    }
  })

  it('[P1] that its cloud did not sign, or for something else, is refused', async () => {
    const forged = FORGED_COSE.filter(
      ({ title }) => title.startsWith('a signature') || title.startsWith('another kind'),
    )
    const wrong = [
      ...forged.map(({ make }) => make(receipt(), signed)),
      receipt({ n: 2 }),
      receipt({ digest: '0'.repeat(64) }),
      receipt({ more: 1 }),
    ]
    for (const bytes of wrong) {
      says(acknowledged(bytes))
      await expect(send()).rejects.toMatchObject({ code: 'RECEIPT_WRONG' })
    }
  })
})

describe('an answer', () => {
  const NO_ANSWERS: [string, (response: ServerResponse) => void][] = [
    ['that never ends', (response) => void flood(response, '{"a":"')],
    ['that never ends, compressed', (response) => void flood(response.setHeader('content-encoding', 'identity'), '[')],
    ['of a huge declared size', (response) => hanging(response.writeHead(200, { 'content-length': HUGE_BYTES }))],
    ['that is no JSON', (response) => void response.end('<html>')],
    ['that is no text', (response) => void response.end(Buffer.of(0xff, 0xfe, 0))],
    ['of lists without end', (response) => void response.end('['.repeat(400_000))],
    ['that is empty', (response) => void response.end()],
    ['that is null', (response) => void response.end('null')],
    [
      'with a field too many',
      (response) => void response.end('{"checkpoint":"x","growth":[],"batch":null,"successor":null,"more":1}'),
    ],
    [
      'with a path longer than any tree',
      (response) =>
        void response.end(
          JSON.stringify({ checkpoint: 'x', growth: Array(64).fill(''), batch: null, successor: null }),
        ),
    ],
  ]

  it.each(NO_ANSWERS)('[P1] %s is no answer, in bounded memory', async (_title, make) => {
    answer = make
    const before = process.memoryUsage().rss
    for (const ask of [() => new CloudClient(enrolment, false).news({ n: 1 }), send])
      await expect(ask()).rejects.toMatchObject({ code: 'UPLINK_ANSWER' })
    expect(process.memoryUsage().rss - before).toBeLessThan(MAX_GROWTH_BYTES)
  })

  it.each<[string, unknown, string]>([
    ['a code that is no code', { code: 'x'.repeat(100_000) }, 'HTTP_400'],
    ['a code that is an object', { code: { a: 1 } }, 'HTTP_400'],
    ['a list', [], 'HTTP_400'],
    ['nothing', '', 'HTTP_400'],
    ['a message of megabytes', { code: 'BATCH_FORK', message: 'x'.repeat(900_000) }, 'BATCH_FORK'],
    ['a message that is a number', { code: 'BATCH_FORK', message: 7 }, 'BATCH_FORK'],
  ])('[P1] of refusal with %s says no more than a code and a line', async (_title, body, code) => {
    says(body, 400)
    const refused = (await send().catch((error: unknown) => error)) as { code: string; message: string }
    expect(refused.code).toBe(code)
    expect(refused.message.length).toBeLessThanOrEqual(500)
  })
})

/** A first byte, and then nothing more for a while. */
function hanging(response: ServerResponse): void {
  response.write('x')
  setTimeout(() => response.destroy(), 200)
}

describe('what the log says of itself', () => {
  type Kept = { key: string; value: string }
  const SIZE = 7
  const leaf = (n: number) =>
    n === 2 ? leafEntry({ kind: 'batch', box: BOX, n: 1, digest }) : leafEntry({ kind: 'policy', text: `${n}` })
  const hashes = Array.from({ length: SIZE }, (_, n) => hash(leafInput(leaf(n))))
  const span = ({ from, to }: { from: number; to: number }) => rootOf(hashes.slice(from, to))
  const noteOf = (size: number) => noteOver(hashes.slice(0, size))
  async function noteOver(all: Uint8Array[], origin = LOG): Promise<string> {
    const text = checkpointText({ origin, size: all.length, root: rootOf(all), extensions: [] })
    const id = await keyId(hash, origin, NOTE_ED25519, cloudKey)
    return `${text}\n${signatureLine({ name: origin, id, bytes: signed(new TextEncoder().encode(text)) })}`
  }
  const proofUnder = (checkpoint: string) =>
    tlogProofText({ index: 2, path: inclusionSpans(2, SIZE).map(span), checkpoint })
  async function honest(): Promise<LogNews> {
    const checkpoint = await noteOf(SIZE)
    const growth = consistencySpans(3, SIZE).map((each) => base64(span(each)))
    return { checkpoint, growth, batch: { n: 1, proof: proofUnder(checkpoint) }, successor: null }
  }

  /** A box that has seen three entries of the log and is owed the proof of its first batch; it is a witness too. */
  async function box(meta?: Record<string, string>) {
    const kept: Kept[] = []
    const proven: unknown[] = []
    let now = 10_000
    const ledger = {
      read: async () => ({
        count: 1 - proven.length,
        newestProven: 0,
        oldest: proven.length ? undefined : { n: 1, digest },
      }),
      write: async (what: string, given: Kept) => void (what === 'remember' ? kept.push(given) : proven.push(given)),
      record: () => {},
    }
    const clock = { now: () => ({ wall: now }), mono: () => now }
    const witness = { key: async () => 'k', cosign: async (note: string) => note }
    const report = { fault: () => {} }
    const parts = { box: BOX, ledger, clock, report, witness, stand: () => {}, onChange: () => {} }
    const lane = new LogLane(parts as never, { proofSeconds: PROOF_SECONDS, witnesses: [], witnessSeconds: 1 })
    await lane.start(enrolment, meta ?? { [`log-seen:${LOG}`]: await noteOf(3) })
    const look = async () => {
      now += 10_000
      await lane.look(new CloudClient(enrolment, false)).catch(() => {})
    }
    return { lane, kept, proven, look }
  }
  const answers = (news: LogNews) => {
    answer = (response, path) => void response.end(path.startsWith('/v1/proof') ? JSON.stringify(news) : '{}')
  }
  const cosignatures = () => asked.filter((path) => path === '/v1/log/cosignatures').length

  it('[P1] is followed, kept and cosigned where it is honest', async () => {
    const { lane, kept, proven, look } = await box()
    answers(await honest())
    const before = cosignatures()
    await look()
    expect(lane.status).toMatchObject({ size: SIZE, fault: null, provenBatch: 1 })
    expect([kept.length, proven.length, cosignatures() - before]).toEqual([1, 1, 1])
  })

  it('[P1] is refused where its checkpoint is malformed or forged: nothing is kept, nothing cosigned', async () => {
    const good = await honest()
    for (const { title, make } of HOSTILE_NOTES) {
      const { lane, kept, proven, look } = await box()
      const before = cosignatures()
      const checkpoint = make(good.checkpoint)
      answers({ ...good, checkpoint })
      await look()
      // Longer than any answer may be, it is none; two such looks, and the proof is overdue.
      const code = checkpoint.length > 65_536 ? null : expect.stringMatching(/^LOG_(UNSIGNED|CONTRADICTS)$/)
      expect([title, lane.status.fault]).toEqual([title, code])
      expect([title, lane.status.size, kept.length, proven.length, cosignatures() - before]).toEqual([
        title,
        3,
        0,
        0,
        0,
      ])
    }
  })

  it('[P1] shows no batch by a proof that is malformed, forged or under another checkpoint', async () => {
    const good = await honest()
    const proof = good.batch?.proof ?? ''
    const at = proof.indexOf('\n\n') + 2
    const wrong = [
      ...HOSTILE_PROOFS,
      ...HOSTILE_NOTES.map(({ title, make }) => ({ title, make: () => proof.slice(0, at) + make(proof.slice(at)) })),
    ]
    for (const { title, make } of wrong) {
      const { lane, proven, look } = await box()
      answers({ ...good, batch: { n: 1, proof: make(proof) } })
      await look()
      const refused = lane.status.fault === null || /^LOG_(PROOF|UNSIGNED)$/.test(lane.status.fault)
      expect([title, refused, proven.length]).toEqual([title, true, 0])
    }
  })

  /** The log goes on under another name, owning up to all seven; the batch stands in the one before, in a tree so large. */
  async function restarted(size: number, forged = false): Promise<LogNews> {
    const next = `${LOG}/2`
    const origin = leafEntry({ kind: 'origin', checkpoint: await noteOf(SIZE), reason: 'restored' })
    const checkpoint = await noteOver([hash(leafInput(origin))], next)
    const successor = { leaf: base64(origin), proof: tlogProofText({ index: 0, path: [], checkpoint }) }
    const entries = Array.from({ length: size }, (_, n) =>
      n === 0 && forged ? leafEntry({ kind: 'policy', text: 'shown to one alone' }) : leaf(n),
    ).map((entry) => hash(leafInput(entry)))
    const path = inclusionSpans(2, size).map(({ from, to }) => rootOf(entries.slice(from, to)))
    const batch = { n: 1, proof: tlogProofText({ index: 2, path, checkpoint: await noteOver(entries) }) }
    return { ...(await honest()), checkpoint, successor, batch }
  }
  const metaOf = (kept: Kept[]) => Object.fromEntries(kept.map(({ key, value }) => [key, value]))

  it('[P1] shows a batch under a name that was given up, where its tree is the one that was seen to end', async () => {
    const { lane, proven, look } = await box()
    answers(await restarted(SIZE))
    await look()
    expect(lane.status).toMatchObject({ origin: `${LOG}/2`, fault: null, provenBatch: 1 })
    expect(proven).toEqual([{ n: 1, place: `${LOG} 2` }])
  })

  it.each<[string, () => Promise<LogNews>, string]>([
    ['another tree of the size it ended at', () => restarted(SIZE, true), 'LOG_CONTRADICTS'],
    ['another tree of the size the box saw itself', () => restarted(3, true), 'LOG_CONTRADICTS'],
    ['more than it ended with', () => restarted(SIZE + 2), 'LOG_CONTRADICTS'],
    ['a tree that nothing leads to, though all of it is there', () => restarted(5, true), 'LOG_MISSING'],
  ])('[P1] is at fault where it proves a batch under a name it gave up by %s', async (_title, make, code) => {
    const { lane, kept, proven, look } = await box()
    answers(await make())
    await look()
    await look()
    expect([lane.status.fault, proven.length]).toEqual([code, 0])
    // Nor does a box forget with a start what it saw of that name.
    const again = await box(metaOf(kept))
    answers({ ...(await make()), growth: [], successor: null })
    await again.look()
    await again.look()
    expect([again.lane.status.fault, again.proven.length]).toEqual([code, 0])
  })

  it.each<[string, (good: LogNews) => Promise<LogNews> | LogNews]>([
    ['never says anything of the batch', (good) => ({ ...good, batch: null })],
    ['always speaks of another batch', (good) => ({ ...good, batch: { n: 9, proof: good.batch?.proof ?? '' } })],
    [
      'proves it under what it shows to nobody else',
      async (good) => ({
        ...good,
        checkpoint: await noteOf(6),
        growth: consistencySpans(3, 6).map((each) => base64(span(each))),
      }),
    ],
  ])('[P1] is told as missing where it %s', async (_title, make) => {
    const { lane, proven, look } = await box()
    answers(await make(await honest()))
    await look()
    expect(lane.status.fault).toBeNull()
    await look()
    expect([lane.status.fault, proven.length]).toEqual(['LOG_MISSING', 0])
  })

  it.each<[string, () => void]>([
    ['puts it off for ever', () => says({ code: 'PROOF_NOT_YET' }, 503)],
    ['refuses to answer', () => says({ code: 'NOT_FOUND' }, 404)],
    ['answers with noise', () => says('noise')],
  ])('[P1] is told as missing where it %s', async (_title, lie) => {
    const { lane, look } = await box()
    lie()
    await look()
    expect(lane.status.fault).toBeNull()
    await look()
    expect(lane.status.fault).toBe('LOG_MISSING')
  })
})
