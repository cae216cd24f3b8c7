import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkBundle, parseLeaf, parseVerifierKey, TILE_WIDTH, tilePath } from '@zaojun/core/proof/index'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadKeys, rawKeyOf } from '../src/keys.ts'
import { logKeyText } from '../src/merkle-log/checkpoints.ts'
import { sha256 } from '../src/merkle-log/sha256.ts'
import { checkStore } from '../src/verify/check-store.ts'
import { witnessServer } from '../src/witness/server.ts'
import { Witness } from '../src/witness/witness.ts'
import { digestsOf, newFolder, removeFolders } from './harness/backups.ts'
import { CloudProcess } from './harness/cloud-process.ts'
import { nodeCrypto } from './harness/node-crypto.ts'
import { reading, type Sealed, TestBox } from './harness/test-box.ts'
import { dropStore, storeUrlOf } from './harness/test-store.ts'
import { saidBesideProgress, zaojun } from './harness/zaojun-command.ts'

const SITE = 'drill'
const BOXES = 3
const START = Date.UTC(2027, 2, 1, 8)
type LogState = { key: string; size: number; checkpoint: string; origin: string; witnesses: { seen: number }[] }

const [old, fresh, set] = [newFolder(), newFolder(), newFolder()]
const boxes = Array.from({ length: BOXES }, () => new TestBox())
/** What each box has in its ledger, and what the cloud has acknowledged. */
const ledgers = boxes.map((): Sealed[] => [])
let cloud: CloudProcess
let witness: ReturnType<typeof witnessServer>
let url: string
let logKey: string
let lastKnown: LogState

const storeFlags = (folder: string): string[] => {
  const address = storeUrlOf(folder)
  return address === undefined ? [] : ['--store.url', address]
}

async function deliver(box: TestBox, { envelope }: Sealed): Promise<void> {
  const headers = { authorization: `Bearer ${box.token}`, 'content-type': 'application/cose' }
  await cloud.json('/v1/batches', { method: 'POST', headers, body: new Uint8Array(envelope) })
}

/** A box seals a batch, and sends it until it is acknowledged. */
async function sendNext(index: number): Promise<void> {
  const [box, ledger] = [boxes[index] as TestBox, ledgers[index] as Sealed[]]
  const n = ledger.length + 1
  const wall = START + n * 1000
  const sealed = box.seal([
    { body: reading(`fridge-${index}`, 'air-temperature', n), wall },
    { body: { type: 'event', event: 'door-opened', data: { n } }, wall },
  ])
  await deliver(box, sealed)
  ledger.push(sealed)
}

const WITNESS = 'witness.test/w'

const sendAll = (batches: number) =>
  Promise.all(
    boxes.map(async (_, index) => {
      for (let n = 0; n < batches; n++) await sendNext(index)
    }),
  )

/** The box tells what it holds and sends what the cloud then asks for, as a real one does. */
async function beat(index: number): Promise<{ resent: number; restored?: string }> {
  const [box, ledger] = [boxes[index] as TestBox, ledgers[index] as Sealed[]]
  const headers = { authorization: `Bearer ${box.token}`, 'content-type': 'application/cose' }
  const body = new Uint8Array(box.heartbeat())
  const { missing, restored } = await cloud.json<{ missing: [number, number][]; restored?: string }>('/v1/heartbeats', {
    method: 'POST',
    headers,
    body,
  })
  const asked = ledger.filter(({ n }) => missing.some(([first, last]) => first <= n && n <= last))
  for (const sealed of asked) await deliver(box, sealed)
  return { resent: asked.length, ...(restored === undefined ? {} : { restored }) }
}

async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(50)
  }
}
/** The log, once it covers so many entries, its witness has seen all of them and the checkpoint given out says so. */
const witnessed = (size: number) =>
  until(async () => {
    const state = await cloud.json<LogState>('/v1/log')
    const isSeen = state.witnesses.every(({ seen }) => seen === state.size)
    return state.size >= size && isSeen && state.checkpoint?.includes(`— ${WITNESS}`) ? state : undefined
  })

/** Path of the first entries of the log as it is now. */
async function firstBundle(): Promise<string> {
  const { size } = await cloud.json<LogState>('/v1/log')
  return tilePath('entries', 0, Math.min(size, TILE_WIDTH))
}

beforeAll(async () => {
  const keys = loadKeys(join(old, 'keys'))
  logKey = await logKeyText(keys, keys.log)
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const own = new Witness({
    folder: join(newFolder(), 'witness'),
    name: WITNESS,
    publicKey: rawKeyOf(publicKey),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
    logs: await Promise.all(
      ['', '/2'].map(async (name) => parseVerifierKey(sha256, await logKeyText(keys, keys.log + name))),
    ),
    now: Date.now,
  })
  witness = witnessServer(own, () => {})
  witness.listen(0, '127.0.0.1')
  await once(witness, 'listening')
  url = `http://127.0.0.1:${(witness.address() as AddressInfo).port}/`
  const settings = JSON.stringify({ proof: { witnesses: [{ url, key: await own.key() }], sequenceMs: 200 } })
  for (const folder of [old, fresh]) writeFileSync(join(folder, 'cloud.yaml'), settings)

  cloud = await CloudProcess.start(old, storeUrlOf(old))
  await cloud.enrol(SITE, boxes)
  await sendAll(10)
  // While it is taken, boxes go on sending.
  let going = true
  const senders = boxes.map(async (_, index) => {
    while (going) await sendNext(index)
  })
  const full = await zaojun('backup', 'full', '--to', set, '--data', old, ...storeFlags(old))
  const incremental = await zaojun('backup', 'incremental', '--to', set, '--data', old, ...storeFlags(old))
  going = false
  await Promise.all(senders)
  const said = saidBesideProgress(full.stderr + incremental.stderr)
  expect([full.status, incremental.status, said]).toEqual([0, 0, []])
  // The tail that no backup has: acknowledged, in the log, witnessed.
  await sendAll(10)
  lastKnown = await witnessed(1 + ledgers.flat().length)
  await cloud.end('SIGKILL')
})
afterAll(async () => {
  await cloud.end('SIGKILL')
  witness.closeAllConnections()
  await new Promise((done) => witness.close(done))
  for (const folder of [old, fresh]) dropStore(folder)
  removeFolders()
})

it('[Q6] the restore drill: what a backup lacks comes again from the boxes, nothing acknowledged is lost, and the log goes on and says why', async () => {
  // The machine is gone; its log's files and key were kept elsewhere.
  for (const kept of ['keys', 'log']) cpSync(join(old, kept), join(fresh, kept), { recursive: true })
  const restored = await zaojun('restore', '--from', set, '--data', fresh, ...storeFlags(fresh))
  expect(restored).toMatchObject({ status: 0, stdout: expect.stringContaining('-incremental') })

  cloud = await CloudProcess.start(fresh, storeUrlOf(fresh))
  const first = await Promise.all(boxes.map((_, index) => beat(index)))
  expect(first.map(({ resent }) => resent).every((resent) => resent >= 10)).toBe(true)
  expect(first.map(({ restored }) => restored?.endsWith('-incremental'))).toEqual([true, true, true])
  expect((await Promise.all(boxes.map((_, index) => beat(index)))).map(({ resent }) => resent)).toEqual([0, 0, 0])
  await sendAll(2)

  const { origin, checkpoint } = await witnessed(2)
  expect(origin).toBe(`${lastKnown.origin}/2`)
  expect(checkpoint).toContain(`— ${WITNESS}`)
  const bundle = new Uint8Array(await (await fetch(`${cloud.url}/log/2/${await firstBundle()}`)).arrayBuffer())
  const length = new DataView(bundle.buffer).getUint16(0)
  expect(parseLeaf(bundle.slice(2, 2 + length))).toEqual({
    kind: 'origin',
    checkpoint: expect.stringContaining(`${lastKnown.origin}\n${lastKnown.size}\n`),
    reason: expect.stringMatching(/its tail was lost|restored from the backup/),
  })
})

it('then everything verifies over both generations, and holds what was lost', async () => {
  const { key, size } = await cloud.json<LogState>('/v1/log')
  await witnessed(size)
  const headers = { authorization: `Bearer ${await cloud.login()}` }
  const last = ledgers.map((ledger) => ledger.length)
  for (const [index, box] of boxes.entries())
    for (const n of [1, last[index] ?? 0]) {
      const proof = `/v1/sites/${SITE}/boxes/${box.id}/batches/${n}/proof`
      expect((await checkBundle(await cloud.json(proof, { headers }), nodeCrypto)).ok).toBe(true)
    }
  const query = `device=fridge-0&point=air-temperature&from=${START}&to=${START + 3_600_000}&resolution=raw`
  const { v } = await cloud.json<{ v: number[] }>(`/v1/sites/${SITE}/series?${query}`, { headers })
  expect(v).toEqual(ledgers[0]?.map(({ n }) => n))
  await cloud.end('SIGTERM')
  const { batches, findings } = await checkStore({ data: fresh, url: storeUrlOf(fresh), logKeys: [logKey, key] })
  expect(findings).toEqual([])
  expect(batches).toBe(ledgers.flat().length)
  const told = await zaojun('verify', '--store', fresh, ...storeFlags(fresh), '--log-key', logKey)
  expect(told).toMatchObject({ status: 0, stdout: expect.stringContaining(`✓ ${batches}`) })
  const { series, held_range } = await digestsOf({ data: fresh, url: storeUrlOf(fresh) })
  expect([series?.split(' ')[0], held_range?.split(' ')[0]]).toEqual([String(BOXES), String(BOXES)])
})
