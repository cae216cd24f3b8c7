import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  addCheckpointText,
  cosignatureMessage,
  HASH_BYTES,
  keyId,
  NOTE_COSIGNATURE,
  NOTE_ED25519,
  packCosignature,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  signatureLine,
  tilePath,
  verifierKeyText,
} from '@zaojun/core/proof/index'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HOSTILE_NOTES, type HostileNote } from '../../core/test/harness/hostile-notes.ts'
import { rawKeyOf } from '../src/keys.ts'
import { MerkleLog } from '../src/merkle-log/merkle-log.ts'
import { sha256 } from '../src/merkle-log/sha256.ts'
import { rootOf } from '../src/merkle-log/tile-tree.ts'
import { WitnessClient } from '../src/merkle-log/witnesses.ts'
import { witnessServer } from '../src/witness/server.ts'
import { Witness } from '../src/witness/witness.ts'
import { FAR_TOO_MANY_BYTES, flood, HUGE_BYTES, pour, serverOf } from './harness/endless.ts'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, type TestCloud } from './harness/test-cloud.ts'

const NAME = 'witness.test/w'
const SECONDS = 1_800_000_000
const MAX_GROWTH_BYTES = 64 * 1024 * 1024
const ON_THE_WAY_BYTES = 24 * 1024 * 1024
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const witnessKey = await verifierKeyText(sha256, NAME, NOTE_COSIGNATURE, rawKeyOf(publicKey))

let t: TestCloud
let box: TestBox
beforeAll(async () => {
  t = await openTestCloud({ witnesses: [{ key: witnessKey }] })
  box = await t.enrolled()
  await grow(t, box, 3)
})
afterAll(() => t.close())

async function grow({ post, clock, cloud }: TestCloud, by: TestBox, batches: number): Promise<void> {
  for (let n = 0; n < batches; n++)
    await post(by, by.seal([{ body: reading('fridge-1', 'air-temperature', n), wall: clock.now + n }]))
  await cloud.merkleLog.now()
}
const checkpoint = async () => (await t.cloud.merkleLog.state()).checkpoint
/** The text of the note cosigned by the witness. */
async function cosigned(note: string): Promise<string> {
  const { text } = parseNote(Buffer.from(note))
  const signature = new Uint8Array(sign(null, cosignatureMessage(SECONDS, text), privateKey))
  const id = await keyId(sha256, NAME, NOTE_COSIGNATURE, rawKeyOf(publicKey))
  return `${text}\n${signatureLine({ name: NAME, id, bytes: packCosignature(SECONDS, signature) })}`
}

describe('the witness command', () => {
  let folder: string
  let server: Server
  let url: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zaojun-hostile-'))
    const witness = new Witness({
      folder,
      name: NAME,
      publicKey: rawKeyOf(publicKey),
      sign: (message) => new Uint8Array(sign(null, message, privateKey)),
      logs: [await parseVerifierKey(sha256, (await t.cloud.merkleLog.state()).key)],
      now: () => SECONDS * 1000,
    })
    server = witnessServer(witness, () => {})
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true })
  })
  const add = async (body: string | Uint8Array<ArrayBuffer>) => {
    const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body }).catch(() => undefined)
    // What is too long is not waited for: the connection may be gone before the answer is read.
    return { status: answer?.status ?? 413, said: (await answer?.text().catch(() => '')) || 'too long' }
  }
  const seen = async () =>
    (await fetch(`${url}/${Buffer.from(sha256(Buffer.from(t.cloud.keys.log))).toString('hex')}/checkpoint`)).status

  it('[P1] refuses every malformed or forged checkpoint, and cosigns none', async () => {
    const good = await checkpoint()
    for (const { title, form, make } of HOSTILE_NOTES) {
      const { status, said } = await add(addCheckpointText({ oldSize: 0, path: [], note: make(good) }))
      // Too long is too long before anything is read.
      expect([title, status]).toEqual([title, form ? expect.toBeOneOf([400, 413]) : expect.toBeOneOf([400, 403, 404])])
      expect(said.length, title).toBeGreaterThan(1)
    }
    expect(await seen()).toBe(404)
  })

  it.each<[string, (good: string) => string | Uint8Array<ArrayBuffer>, number]>([
    ['without its first line', (good) => `\n\n${good}`, 400],
    ['from a size with a leading zero', (good) => `old 00\n\n${good}`, 400],
    ['from a size past 2^53', (good) => `old 9007199254740993\n\n${good}`, 400],
    ['from beyond the checkpoint', (good) => `old 4000\n\n${good}`, 400],
    ['from a size that it has not seen', (good) => `old 2\n\n${good}`, 409],
    ['with a proof from nothing', (good) => `old 0\n${'A'.repeat(43)}=\n\n${good}`, 422],
    ['with a hash of 31 bytes', (good) => `old 0\n${Buffer.alloc(31).toString('base64')}\n\n${good}`, 400],
    ['with more hashes than any tree has', (good) => `old 0\n${`${'A'.repeat(43)}=\n`.repeat(64)}\n${good}`, 400],
    ['that is not UTF-8', (good) => Buffer.concat([Buffer.from(`old 0\n\n${good}`), Buffer.of(0xe2, 0x80)]), 400],
  ])('[P1] refuses a request %s', async (_title, make, status) => {
    expect((await add(make(await checkpoint()))).status).toBe(status)
    expect(await seen()).toBe(404)
  })

  it('[P1] closes before a body that never ends, or that says it will be huge, in bounded memory', async () => {
    const before = process.memoryUsage().rss
    const endless = await pour(url, { path: '/add-checkpoint', headers: {}, bodyBytes: 'endless' })
    expect([413, 0]).toContain(endless.status)
    expect(endless.bytes).toBeLessThan(ON_THE_WAY_BYTES)
    expect(await pour(url, { path: '/add-checkpoint', headers: {}, bodyBytes: HUGE_BYTES })).toEqual({
      status: 413,
      bytes: 0,
    })
    expect(process.memoryUsage().rss - before).toBeLessThan(MAX_GROWTH_BYTES)
  })

  it('[P1] cosigns the honest one after all that', async () => {
    const { status, said } = await add(addCheckpointText({ oldSize: 0, path: [], note: await checkpoint() }))
    expect([status, said]).toEqual([200, expect.stringContaining(NAME)])
  })
})

describe('the door for cosignatures', () => {
  const give = async (note: string) => {
    const { status, body } = await t.app
      .inject({
        method: 'POST',
        url: '/v1/log/cosignatures',
        headers: { authorization: `Bearer ${box.token}` },
        payload: { note },
      })
      .then((answer) => ({ status: answer.statusCode, body: answer.json() as { code: string } }))
    return { status, code: body.code }
  }
  /** On what the log did not sign, or by whom it does not know. */
  const codeOf = ({ form }: HostileNote) =>
    form ? /^(NOTE_MALFORMED|REQUEST_INVALID)$/ : /^(WITNESS_UNKNOWN|COSIGNATURE|COSIGNATURE_STALE)$/

  it('[P1] refuses every malformed or forged note by its code, and publishes none', async () => {
    const good = await cosigned(await checkpoint())
    for (const each of HOSTILE_NOTES) {
      const { status, code } = await give(each.make(good))
      expect([each.title, code]).toEqual([each.title, expect.stringMatching(codeOf(each))])
      expect(status, each.title).toBeLessThan(500)
    }
    expect(await checkpoint()).not.toContain(NAME)
    expect((await give(good)).status).toBe(200)
    expect(await checkpoint()).toContain(NAME)
  })
})

describe('a log whose witness lies', () => {
  type Lie = [string, (response: ServerResponse, good: string) => void]
  const LIES: Lie[] = [
    ...HOSTILE_NOTES.map(({ title, make }): Lie => [title, (response, good) => void response.end(make(good))]),
    ['a checkpoint of another generation', (response) => void response.end(later)],
    ['an answer that never ends', (response, good) => void flood(response, good)],
    [
      'an answer of a huge declared size',
      (response) => void response.writeHead(200, { 'content-length': HUGE_BYTES }).write('x'),
    ],
    ['bytes that are no text', (response) => void response.end(Buffer.of(0xff, 0xfe, 0))],
  ]
  /** Signed by the log itself, of a generation that is not this one. */
  let later = ''

  it('[P1] begins and goes on all the same, under its own name, whatever it says that it has seen', async () => {
    const { store, keys } = t.cloud
    const good = await checkpoint()
    const text = parseNote(Buffer.from(good))
      .text.replace(keys.log, `${keys.log}/7`)
      .replace(/\n\d+\n/, '\n3000\n')
    const id = await keyId(sha256, `${keys.log}/7`, NOTE_ED25519, keys.publicKey)
    later = `${text}\n${signatureLine({ name: `${keys.log}/7`, id, bytes: keys.sign(Buffer.from(text)) })}`
    let lie: Lie[1] = () => {}
    const liar = await serverOf((request, response) => {
      request.resume()
      if (request.method === 'GET') lie(response, good)
      else response.writeHead(404).end()
    })
    const folder = await mkdtemp(join(tmpdir(), 'zaojun-lied-'))
    const key = await parseVerifierKey(sha256, witnessKey)
    const before = process.memoryUsage().rss
    try {
      for (const [at, [title, answer]] of LIES.entries()) {
        lie = answer
        const asked = { url: `${liar.url}/`, key, now: () => t.clock.now, random: () => 0, timeoutMs: 1_000 }
        const own = { folder: join(folder, String(at)), store, keys, witnesses: [new WitnessClient(asked)], pushed: [] }
        const log = new MerkleLog({ ...own, everyMs: 60_000, now: () => t.clock.now, wakeLeader() {}, onFailure() {} })
        await log.start()
        await log.now()
        const { origin, size } = await log.state()
        await log.stop()
        expect([title, origin, size]).toEqual([
          title,
          keys.log,
          parseCheckpoint(parseNote(Buffer.from(good)).text).size,
        ])
      }
      expect(process.memoryUsage().rss - before).toBeLessThan(MAX_GROWTH_BYTES)
    } finally {
      await liar.stop()
      await rm(folder, { recursive: true })
    }
  })
})

describe('a log whose own files were damaged', () => {
  /** A full tile and a partial one. */
  const BATCHES = 300
  const flip = (file: string) => {
    const bytes = readFileSync(file)
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(file, bytes)
  }
  const EDITS = {
    cut: (file: string) => truncateSync(file, readFileSync(file).length - 1),
    flip,
    trail: (file: string) => appendFileSync(file, '\0'),
    swell: (file: string) => truncateSync(file, FAR_TOO_MANY_BYTES),
    drop: (file: string) => rmSync(file),
  }
  type Edit = keyof typeof EDITS

  let folder: string
  const inLog = (...names: string[]) => join(folder, '1', ...names)
  const damage = (edit: Edit, ...paths: string[]) => {
    for (const path of paths) EDITS[edit](inLog(path))
  }
  beforeAll(async () => {
    for (let n = 0; n < BATCHES; n++) await t.post(box, next())
    await t.cloud.merkleLog.now()
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zaojun-damaged-'))
    cpSync(join(t.folder, 'log'), folder, { recursive: true })
  })
  afterEach(() => rm(folder, { recursive: true }))
  const next = () => box.seal([{ body: reading('fridge-1', 'air-temperature', 4), wall: t.clock.now }])
  /** Another sequencer of the same log, which begins with the files as they are. */
  async function reopened(): Promise<MerkleLog> {
    const { store, keys } = t.cloud
    const given = {
      folder,
      store,
      keys,
      witnesses: [],
      pushed: [],
      everyMs: 60_000,
      now: () => t.clock.now,
      wakeLeader() {},
      onFailure() {},
    }
    const log = new MerkleLog(given)
    await log.start()
    return log
  }

  it.each(Object.keys(EDITS) as Edit[])(
    '[P1] (%s of its tiles) signs what begins with what it signed last, and nothing else',
    async (edit) => {
      const { size } = await t.cloud.merkleLog.state()
      const full = tilePath(0, 0)
      damage(edit, full, tilePath(1, 0, 1), tilePath(0, 1, size - 256))
      const log = await reopened()
      await t.post(box, next())
      await log.now()
      const state = await log.state()
      const { hashes } = await t.cloud.store.leavesFrom({ generation: 1, from: 0 })
      expect([state.origin, state.size]).toEqual([t.cloud.keys.log, size + 1])
      expect(Buffer.compare(state.root, rootOf(hashes.slice(0, size + 1)))).toBe(0)
      // What nothing was built on is left as it is, for whoever verifies to name; of a wrong length it is not given out.
      const served = await log.file(full).catch((error: unknown) => error)
      if (served instanceof Uint8Array) expect(served.length).toBe(256 * HASH_BYTES)
      else if (served !== undefined) expect(served).toMatchObject({ code: 'LOG_DAMAGED' })
      await log.stop()
      await t.cloud.merkleLog.now()
    },
  )

  it.each(['cut', 'flip', 'trail', 'swell'] as Edit[])(
    '[P1] (%s of its checkpoint) signs nothing and says which file, until it is put back',
    async (edit) => {
      const { size } = await t.cloud.merkleLog.state()
      damage(edit, 'checkpoint')
      const log = await reopened()
      await expect(log.state()).rejects.toMatchObject({
        code: 'LOG_DAMAGED',
        message: expect.stringContaining('1/checkpoint'),
      })
      cpSync(join(t.folder, 'log', '1', 'checkpoint'), inLog('checkpoint'))
      expect((await log.state()).size).toBe(size)
      await log.stop()
    },
  )

  it('[P1] says so to whoever asks, and takes batches meanwhile', async () => {
    const data = await mkdtemp(join(tmpdir(), 'zaojun-damaged-'))
    const first = await openTestCloud({ folder: data })
    await first.cloud.merkleLog.now()
    await first.close()
    EDITS.flip(join(data, 'log', '1', 'checkpoint'))
    const again = await openTestCloud({ folder: data })
    const other = await again.enrolled()
    const sealed = other.seal([{ body: reading('fridge-1', 'air-temperature', 4), wall: again.clock.now }])
    expect((await again.post(other, sealed)).status).toBe(200)
    expect(await again.ask('GET /v1/log')).toMatchObject({ status: 500, body: { code: 'LOG_DAMAGED' } })
    await again.close()
    await rm(data, { recursive: true })
  })
})
