import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  addCheckpointText,
  type Checkpoint,
  consistencySpans,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  signaturesBy,
} from '@zaojun/core/proof/index'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/free-port.ts'
import { type CloudKeys, keysOf, rawKeyOf } from '../src/keys.ts'
import { logKeyText, signCheckpoint } from '../src/merkle-log/checkpoints.ts'
import { growTiles } from '../src/merkle-log/grow.ts'
import { sha256 } from '../src/merkle-log/sha256.ts'
import { TileFolder } from '../src/merkle-log/tile-folder.ts'
import { TileTree } from '../src/merkle-log/tile-tree.ts'
import { WitnessClient } from '../src/merkle-log/witnesses.ts'
import { witnessServer } from '../src/witness/server.ts'
import { Witness } from '../src/witness/witness.ts'
import { reading } from './harness/test-box.ts'
import { openTestCloud, SITE } from './harness/test-cloud.ts'

const NOW = 1_800_000_000_000
let folder: string
let keys: CloudKeys
let witness: Witness
let server: Server
let url: string

const openWitness = async (): Promise<Witness> => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const log = await parseVerifierKey(sha256, await logKeyText(keys, keys.log))
  return new Witness({
    folder: join(folder, 'witness'),
    name: 'witness.test/w',
    publicKey: rawKeyOf(publicKey),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
    logs: [log],
    now: () => NOW,
  })
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zaojun-witness-'))
  const { privateKey } = generateKeyPairSync('ed25519')
  keys = keysOf(privateKey)
  witness = await openWitness()
  server = witnessServer(witness, () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  await rm(folder, { recursive: true })
})

/** A log of `size` entries that begin with `word`, and its signed checkpoint. */
async function logOf(word: string, size: number) {
  const tiles = new TileFolder(join(folder, `${word}-${size}`))
  const entries = Array.from({ length: size }, (_, n) => new TextEncoder().encode(`${word} ${n}`))
  const hashes = entries.map((entry) => sha256(Buffer.concat([Buffer.of(0), entry])))
  growTiles(tiles, 0, { first: 0, entries, hashes, size })
  const tree = new TileTree(size, (tile) => tiles.read(tile))
  const checkpoint: Checkpoint = { origin: keys.log, size, root: tree.root(), extensions: [] }
  const note = new TextDecoder().decode(await signCheckpoint(keys, checkpoint))
  const path = (oldSize: number) => consistencySpans(oldSize, size).map((span) => tree.span(span))
  return { note, path, text: note.slice(0, note.indexOf('\n\n') + 1), size }
}

const add = async (body: string) => {
  const answer = await fetch(`${url}add-checkpoint`, { method: 'POST', body })
  return { status: answer.status, body: await answer.text(), type: answer.headers.get('content-type') }
}
const growth = async (word: string, oldSize: number, size: number) => {
  const log = await logOf(word, size)
  return addCheckpointText({ oldSize, path: oldSize === 0 ? [] : log.path(oldSize), note: log.note })
}

describe('a witness', () => {
  it('[P1] cosigns a log that has grown from what it saw, and keeps what it signed', async () => {
    expect((await add(await growth('entry', 0, 3))).status).toBe(200)
    const second = await add(await growth('entry', 3, 7))
    expect(second.status).toBe(200)
    const held = await fetch(`${url}${Buffer.from(sha256(Buffer.from(keys.log))).toString('hex')}/checkpoint`)
    const note = parseNote(new Uint8Array(await held.arrayBuffer()))
    expect(parseCheckpoint(note.text).size).toBe(7)
    expect(signaturesBy(note, await parseVerifierKey(sha256, await witness.key()))).toHaveLength(1)
  })

  it('[P1] refuses a second history under the same name', async () => {
    await add(await growth('entry', 0, 3))
    expect((await add(await growth('forged', 3, 7))).status).toBe(422)
    expect((await add(addCheckpointText({ oldSize: 3, path: [], note: (await logOf('forged', 3)).note }))).status).toBe(
      422,
    )
  })

  it('says what it knows to whoever starts from elsewhere', async () => {
    await add(await growth('entry', 0, 3))
    expect(await add(await growth('entry', 2, 7))).toEqual({ status: 409, body: '3\n', type: 'text/x.tlog.size' })
  })

  it('signs the same checkpoint again', async () => {
    const again = addCheckpointText({ oldSize: 3, path: [], note: (await logOf('entry', 3)).note })
    await add(await growth('entry', 0, 3))
    expect((await add(again)).status).toBe(200)
  })

  it('remembers over a restart', async () => {
    await add(await growth('entry', 0, 3))
    const reopened = await openWitness()
    expect(await reopened.add(await growth('entry', 0, 7))).toMatchObject({ status: 409, body: '3\n' })
  })

  it.each([
    ['nothing', '', 400],
    ['an unknown log', (note: string) => note.replaceAll('log-', 'gol-'), 404],
    ['a note the log did not sign', (note: string) => note.replace('\n3\n', '\n4\n'), 403],
    ['a note cut short', (note: string) => note.slice(0, 60), 400],
    ['two megabytes', 'x'.repeat(2 << 20), 413],
  ])('refuses %s', async (_title, change, status) => {
    const { note } = await logOf('entry', 3)
    const body = typeof change === 'string' ? change : `old 0\n\n${change(note)}`
    expect((await add(body)).status).toBe(status)
  })

  it('gives one of two growths from the same size, never both', async () => {
    await add(await growth('entry', 0, 3))
    const two = await Promise.all([add(await growth('entry', 3, 7)), add(await growth('entry', 3, 9))])
    expect(two.map(({ status }) => status).toSorted()).toEqual([200, 409])
  })
})

describe('the log', () => {
  const clientOf = async (at = url, key = witness.key()) =>
    new WitnessClient({ url: at, key: await parseVerifierKey(sha256, await key), now: () => NOW, random: () => 0 })

  it('goes on from what the witness knows after it forgot it itself', async () => {
    await (await clientOf()).cosign(await logOf('entry', 3))
    const fresh = await clientOf()
    expect(await fresh.cosign(await logOf('entry', 7))).toContain('witness.test/w')
    expect(fresh.state).toMatchObject({ seen: 7, fault: null })
  })

  it('takes no cosignature that does not hold', async () => {
    const { publicKey } = generateKeyPairSync('ed25519')
    const other = new Witness({
      folder: join(folder, 'other'),
      name: 'witness.test/w',
      publicKey: rawKeyOf(createPublicKey(publicKey.export({ format: 'pem', type: 'spki' }))),
      sign: () => new Uint8Array(64),
      logs: [],
      now: () => NOW,
    })
    const liar = await clientOf(url, other.key())
    expect(await liar.cosign(await logOf('entry', 3))).toBeUndefined()
    expect(liar.state.fault).toContain('no cosignature')
  })

  it('[P1] publishes its checkpoint with the cosignature, and the proof of a batch carries it', async () => {
    const cloudFolder = join(folder, 'cloud')
    const unwitnessed = await openTestCloud({ folder: cloudFolder })
    keys = unwitnessed.cloud.keys
    await unwitnessed.close()
    witness = await openWitness()
    const own = witnessServer(witness, () => {})
    own.listen(0, '127.0.0.1')
    await once(own, 'listening')
    const address = `http://127.0.0.1:${(own.address() as AddressInfo).port}/`
    const t = await openTestCloud({ folder: cloudFolder, witnesses: [{ url: address, key: await witness.key() }] })
    const box = await t.enrolled()
    await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 4), wall: t.clock.now }]))
    await t.cloud.merkleLog.now()
    await t.cloud.merkleLog.witnessed()
    const { body } = await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/1/proof`)
    const { proof } = body as { proof: string }
    expect(proof).toContain('witness.test/w')
    expect((await t.ask('GET /v1/log')).body).toMatchObject({ witnesses: [{ name: 'witness.test/w', fault: null }] })
    own.closeAllConnections()
    own.close()
    await t.close()
  })

  it.each<[string, (socket: Socket) => void]>([
    ['takes the connection and says nothing', () => {}],
    ['drips its answer byte by byte', (socket) => drip(socket)],
  ])('gives up a witness that %s, says so, and asks it again later', async (_title, answer) => {
    const hung = createTcpServer((socket) => socket.on('error', () => {}).once('data', () => answer(socket)))
    hung.listen(0, '127.0.0.1')
    await once(hung, 'listening')
    const { port } = hung.address() as AddressInfo
    const key = await parseVerifierKey(sha256, await witness.key())
    const given = { url: `http://127.0.0.1:${port}/`, key, now: () => NOW, random: () => 0, timeoutMs: 200 }
    const client = new WitnessClient(given)
    expect(await client.cosign(await logOf('entry', 3))).toBeUndefined()
    expect(client.state).toMatchObject({ seen: 0, at: null, fault: expect.stringContaining('timeout') })
    hung.close()
  })

  it('says of a witness that is down why, and does not ask again at once', async () => {
    const down = await clientOf(`http://127.0.0.1:${await freePort()}/`)
    expect(await down.cosign(await logOf('entry', 3))).toBeUndefined()
    expect(down.state).toMatchObject({ seen: 0, fault: expect.stringContaining('ECONNREFUSED') })
  })
})

/** An answer that never ends, too slow to be long. */
function drip(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\n\r\n')
  const timer = setInterval(() => socket.write('x'), 20)
  socket.on('close', () => clearInterval(timer))
}
