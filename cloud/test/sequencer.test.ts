import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  checkBundle,
  NOTE_COSIGNATURE,
  parseCheckpoint,
  parseLeaf,
  parseNote,
  verifierKeyText,
} from '@zaojun/core/proof/index'
import { afterEach, describe, expect, it } from 'vitest'
import { rawKeyOf } from '../src/keys.ts'
import { MerkleLog } from '../src/merkle-log/merkle-log.ts'
import { sha256 } from '../src/merkle-log/sha256.ts'
import { rootOf } from '../src/merkle-log/tile-tree.ts'
import { checkStore } from '../src/verify/check-store.ts'
import { nodeCrypto } from './harness/node-crypto.ts'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'
import { openTestWitness, WITNESS } from './harness/test-witness.ts'

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each()
})

async function folderOf(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-sequencer-'))
  undo.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}
async function cloudOf(given: Parameters<typeof openTestCloud>[0] = {}) {
  const t = await openTestCloud(given)
  let closed = false
  const close = async () => {
    if (!closed) await t.close()
    closed = true
  }
  undo.push(close)
  return { ...t, close }
}
async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  undo.push(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
async function witnessOf(folder: string) {
  const { close, ...opened } = await openTestWitness(folder)
  undo.push(close)
  return opened
}
async function send(t: TestCloud, box: TestBox, batches: number): Promise<void> {
  for (let n = 0; n < batches; n++)
    await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', n), wall: t.clock.now + n }]))
  await t.cloud.merkleLog.now()
  await t.cloud.merkleLog.witnessed()
}
describe('two sequencers at once', () => {
  it('[P1] sign one history: each of them the same root for the same size, whichever came first', async () => {
    const t = await cloudOf()
    const box = await t.enrolled()
    const { store, keys } = t.cloud
    const own = await folderOf()
    const onFailure = (place: string, error: unknown) => t.cloud.failed(place, error)
    const wakeLeader = () => {}
    const second = new MerkleLog({
      folder: own,
      store,
      keys,
      witnesses: [],
      pushed: [],
      everyMs: 60_000,
      now: () => t.clock.now,
      wakeLeader,
      onFailure,
    })
    await second.start()
    undo.push(() => second.stop())
    const signed = new Map<number, string>()
    for (let round = 0; round < 8; round++) {
      await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', round), wall: t.clock.now + round }]))
      await Promise.all([t.cloud.merkleLog.now(), second.now(), t.cloud.merkleLog.now(), second.now()])
      const { hashes } = await store.leavesFrom({ generation: 1, from: 0 })
      for (const log of [t.cloud.merkleLog, second]) {
        const { size, root, checkpoint } = await log.state()
        expect(Buffer.from(rootOf(hashes.slice(0, size))).equals(root)).toBe(true)
        expect(signed.get(size) ?? checkpoint).toBe(checkpoint)
        signed.set(size, checkpoint)
      }
    }
    await t.cloud.merkleLog.stop()
    await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 9), wall: t.clock.now + 9 }]))
    await second.now()
    expect((await second.state()).size).toBe(Math.max(...signed.keys()) + 1)
    const { key } = await second.state()
    expect((await checkStore({ data: t.folder, logKeys: [key] })).findings).toEqual([])
  })
})

describe('a checkpoint rolled back', () => {
  it('[P1] with its folder alone is brought up again to the very same tree, which its witness takes', async () => {
    const folder = await folderOf()
    const { given } = await witnessOf(folder)
    const first = await cloudOf({ folder, witnesses: [given] })
    const box = await first.enrolled()
    await send(first, box, 3)
    await first.close()
    const backup = join(await folderOf(), 'log')
    await cp(join(folder, 'log'), backup, { recursive: true })
    const second = await cloudOf({ folder, witnesses: [given] })
    await send(second, box, 3)
    const before = await second.cloud.merkleLog.state()
    await second.close()
    await rm(join(folder, 'log'), { recursive: true })
    await cp(backup, join(folder, 'log'), { recursive: true })
    const t = await cloudOf({ folder, witnesses: [given] })
    await t.cloud.merkleLog.now()
    await t.cloud.merkleLog.witnessed()
    const after = await t.cloud.merkleLog.state()
    expect([after.origin, after.size, after.root]).toEqual([before.origin, before.size, before.root])
    expect(after.witnesses).toMatchObject([{ fault: null, seen: before.size }])
  })

  it('[P1] with the whole disk is found out by the witness: a new origin begins, which names what it had seen and why', async () => {
    const folder = await folderOf()
    const { given } = await witnessOf(folder)
    const first = await cloudOf({ folder, witnesses: [given] })
    const box = await first.enrolled()
    await send(first, box, 2)
    await first.close()
    const backup = await folderOf()
    await cp(folder, backup, { recursive: true })
    const second = await cloudOf({ folder, witnesses: [given] })
    await send(second, box, 3)
    const lost = await second.cloud.merkleLog.state()
    await second.close()
    await rm(folder, { recursive: true })
    await cp(backup, folder, { recursive: true })
    const t = await cloudOf({ folder, witnesses: [given] })
    await send(t, box, 1)
    const state = await t.cloud.merkleLog.state()
    expect(state.origin).toBe(`${lost.origin}/2`)
    expect((await t.ask('GET /v1/log')).body).toMatchObject({
      restart: { before: lost.origin, size: lost.size, reason: expect.stringContaining('has seen') },
    })
    const bundle = new Uint8Array((await t.ask(`GET /log/2/tile/entries/000.p/${state.size}`)).raw)
    const opening = parseLeaf(bundle.slice(2, 2 + new DataView(bundle.buffer, bundle.byteOffset).getUint16(0)))
    expect(opening).toMatchObject({ kind: 'origin', reason: expect.stringContaining(`has seen ${lost.size} entries`) })
    expect(opening.kind === 'origin' && parseCheckpoint(parseNote(Buffer.from(opening.checkpoint)).text).size).toBe(
      lost.size,
    )
    // The same key under the next name: the witness goes on with it by itself.
    expect(state.witnesses).toMatchObject([{ fault: null, seen: state.size }])
    const proof = await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/1/proof`)
    expect((await checkBundle(proof.body, nodeCrypto)).ok).toBe(true)
  })
})

describe('a witness', () => {
  /** A witness that answers as it is told to, under a key of its own. */
  async function answering(answer: (request: IncomingMessage, response: ServerResponse) => void) {
    const { publicKey } = generateKeyPairSync('ed25519')
    const key = await verifierKeyText(sha256, WITNESS, NOTE_COSIGNATURE, rawKeyOf(publicKey))
    return { url: await listening(createServer(answer)), key }
  }

  it.each<[string, (response: ServerResponse) => void, string]>([
    [
      'that makes a signature up',
      (response) => void response.end(`— ${WITNESS} ${Buffer.alloc(76).toString('base64')}\n`),
      'cosignature',
    ],
    [
      'that says it has seen more than there is',
      (response) => void response.writeHead(409).end('4000\n'),
      'has seen 4000',
    ],
    ['that answers without end', (response) => flood(response), 'too long'],
    ['that breaks off', (response) => response.destroy(), ''],
    ['that answers with another’s page', (response) => void response.end('<html>'), ''],
  ])('%s stands on no checkpoint, and holds nothing up', async (_title, answer, fault) => {
    const given = await answering((request, response) => {
      request.resume()
      if (request.method === 'POST') answer(response)
      else response.writeHead(404).end()
    })
    const t = await cloudOf({ witnesses: [given] })
    const box = await t.enrolled()
    await send(t, box, 1)
    const state = await t.cloud.merkleLog.state()
    expect(state.size).toBe(2)
    expect(state.witnesses[0]?.fault).toContain(fault)
    expect(state.checkpoint).not.toContain(WITNESS)
  })

  it('[P1] that never answers holds up neither the log nor the cosignatures of another', async () => {
    const folder = await folderOf()
    const { given: good } = await witnessOf(folder)
    const { publicKey } = generateKeyPairSync('ed25519')
    const key = await verifierKeyText(sha256, 'witness.test/hung', NOTE_COSIGNATURE, rawKeyOf(publicKey))
    const asked: IncomingMessage[] = []
    // What it has seen it says at once, so that the log starts; what it is asked to sign it never answers.
    const hung = await listening(
      createServer((request, response) => {
        if (request.method === 'POST') asked.push(request.resume())
        else response.writeHead(404).end()
      }),
    )
    const t = await cloudOf({ folder, witnesses: [{ url: hung, key }, good] })
    const box = await t.enrolled()
    for (let n = 0; n < 5; n++) {
      await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', n), wall: t.clock.now + n }]))
      await t.cloud.merkleLog.now()
    }
    const state = () => t.cloud.merkleLog.state()
    await expect.poll(async () => (await state()).checkpoint, { timeout: 20_000 }).toContain(WITNESS)
    expect(await state()).toMatchObject({ size: 6, witnesses: [{ seen: 0 }, { seen: 6, fault: null }] })
    // One request at a time, however often the log has moved meanwhile.
    expect(asked).toHaveLength(1)
  })

  it('[P1] that is slow still stands on the proof of what it has cosigned', async () => {
    const folder = await folderOf()
    const { witness } = await witnessOf(folder)
    const held = Promise.withResolvers<void>()
    const slow = createServer((request, response) => {
      const answer = async () => {
        const parts: Buffer[] = []
        for await (const part of request) parts.push(part)
        const { status, body } = await witness.add(Buffer.concat(parts).toString())
        await held.promise
        response.writeHead(status).end(body)
      }
      if (request.method === 'POST') answer().catch(() => response.destroy())
      else response.writeHead(404).end()
    })
    const t = await cloudOf({ folder, witnesses: [{ url: await listening(slow), key: await witness.key() }] })
    const box = await t.enrolled()
    for (let n = 0; n < 2; n++) {
      await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', n), wall: t.clock.now + n }]))
      await t.cloud.merkleLog.now()
    }
    held.resolve()
    await t.cloud.merkleLog.witnessed()
    const { body } = await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/1/proof`)
    expect((body as { proof: string }).proof).toContain(WITNESS)
    expect((await checkBundle(body, nodeCrypto)).ok).toBe(true)
  })

  it('that remembers another history than the log’s own key signed is not believed', async () => {
    const stranger = await cloudOf()
    await stranger.cloud.merkleLog.now()
    const { checkpoint } = await stranger.cloud.merkleLog.state()
    const given = await answering((request, response) => {
      request.resume()
      if (request.method === 'POST') response.writeHead(404).end()
      else response.end(checkpoint.replace(/\n1\n/, '\n900\n'))
    })
    const t = await cloudOf({ witnesses: [given] })
    await send(t, await t.enrolled(), 1)
    expect((await t.cloud.merkleLog.state()).origin).not.toContain('/2')
  })
})

/** Writes for as long as somebody reads. */
function flood(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', more)
  response.on('error', () => {})
  more()
}
