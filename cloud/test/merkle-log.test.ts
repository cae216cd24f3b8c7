import { createHash, createPublicKey, verify } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Crypto,
  checkBundle,
  consistencyHolds,
  consistencySpans,
  type ProofBundle,
  parseLeaf,
} from '@zaojun/core/proof/index'
import { afterEach, describe, expect, it } from 'vitest'
import { TileFolder } from '../src/merkle-log/tile-folder.ts'
import { TileTree } from '../src/merkle-log/tile-tree.ts'
import { reading, type TestBox } from './harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from './harness/test-cloud.ts'
import { copyStore, restoreStore } from './harness/test-store.ts'

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())

const open: TestCloud[] = []
const folders: string[] = []
afterEach(async () => {
  for (const t of open.splice(0)) await t.close()
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})
async function cloudOf(folder?: string): Promise<TestCloud> {
  const t = await openTestCloud(folder === undefined ? {} : { folder })
  open.push(t)
  return t
}
async function folderOf(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-log-'))
  folders.push(folder)
  return folder
}

async function send(t: TestCloud, box: TestBox, batches: number): Promise<void> {
  for (let n = 0; n < batches; n++)
    await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', n), wall: t.clock.now + n }]))
}

const proofOf = async (t: TestCloud, box: TestBox, n: number) =>
  (await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/${n}/proof`)) as { status: number; body: ProofBundle }

const crypto: Crypto = {
  sha256,
  verify(key, message, signature) {
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key])
    return verify(null, message, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature)
  },
}
const holds = async (bundle: unknown): Promise<boolean> => (await checkBundle(bundle, crypto)).ok

describe('the log over batches', () => {
  it('[P1] proves every batch with its envelope, under a checkpoint the cloud signed', async () => {
    const t = await cloudOf()
    const box = await t.enrolled()
    await send(t, box, 5)
    for (let n = 1; n <= 5; n++) expect(await holds((await proofOf(t, box, n)).body)).toBe(true)
  })

  it('[P1] names what does not hold of a bundle that was changed', async () => {
    const t = await cloudOf()
    const box = await t.enrolled()
    const other = await t.enrolled()
    await send(t, box, 2)
    await send(t, other, 1)
    const { body } = await proofOf(t, box, 1)
    const second = (await proofOf(t, box, 2)).body
    const flipped = (text: string, at: number) => {
      const changed = Buffer.from(text, 'base64')
      changed[at] = (changed[at] ?? 0) ^ 1
      return changed.toString('base64')
    }
    const broken: [Partial<ProofBundle>, string][] = [
      [{ v: 2 as 1 }, 'shape'],
      [{ boxKey: (await proofOf(t, other, 1)).body.boxKey }, 'box-key'],
      [{ envelope: flipped(body.envelope, Buffer.from(body.envelope, 'base64').length - 1) }, 'signature'],
      [{ n: 2 }, 'content'],
      [{ leaf: second.leaf }, 'leaf'],
      [{ proof: body.proof.replace(/\n([0-9]+)\n/, (_line, size) => `\n${Number(size) + 1}\n`) }, 'checkpoint'],
      [{ proof: body.proof.replace(/index [0-9]+/, 'index 0') }, 'inclusion'],
    ]
    for (const [change, check] of broken)
      expect((await checkBundle({ ...body, ...change }, crypto)).checks.at(-1)).toMatchObject({ check, ok: false })
  })

  it('is checked with a key got elsewhere, and then another log is not this one', async () => {
    const t = await cloudOf()
    const box = await t.enrolled()
    await send(t, box, 1)
    const { body } = await proofOf(t, box, 1)
    const stranger = await cloudOf()
    const { key } = await stranger.cloud.merkleLog.state()
    expect((await checkBundle(body, crypto, { logKey: body.logKey })).ok).toBe(true)
    expect((await checkBundle(body, crypto, { logKey: key })).checks.at(-1)).toMatchObject({
      check: 'checkpoint',
      ok: false,
    })
  })

  it('only ever grows: each checkpoint is consistent with the one before', async () => {
    const folder = await folderOf()
    const t = await cloudOf(folder)
    const box = await t.enrolled()
    const states = []
    for (const more of [1, 3, 300]) {
      await send(t, box, more)
      await t.cloud.merkleLog.now()
      states.push(await t.cloud.merkleLog.state())
    }
    const tiles = new TileFolder(join(folder, 'log', '1'))
    for (const [index, after] of states.entries()) {
      const before = states[index - 1]
      if (before === undefined) continue
      const tree = new TileTree(after.size, (tile) => tiles.read(tile))
      const path = consistencySpans(before.size, after.size).map((span) => tree.span(span))
      const given = { oldSize: before.size, newSize: after.size, oldRoot: before.root, newRoot: after.root, path }
      expect(await consistencyHolds(sha256, given)).toBe(true)
    }
    expect(states.map(({ size }) => size)).toEqual([2, 5, 305])
  })

  it('begins with its own policy, so that a tree of one batch has a proof', async () => {
    const t = await cloudOf()
    await t.cloud.merkleLog.now()
    const bundle = await t.ask('GET /log/tile/entries/000.p/1')
    expect(parseLeaf(new Uint8Array(bundle.raw).slice(2))).toMatchObject({ kind: 'policy' })
  })

  it('is public as static files; a tile for ever, the checkpoint briefly, nothing else', async () => {
    const t = await cloudOf()
    await send(t, await t.enrolled(), 1)
    await t.cloud.merkleLog.now()
    const checkpoint = await t.ask('GET /log/checkpoint')
    expect(checkpoint.raw.toString()).toBe((await t.cloud.merkleLog.state()).checkpoint)
    const tile = await t.ask('GET /log/tile/0/000.p/2')
    expect([tile.raw.length, tile.headers['cache-control']]).toEqual([64, 'public, max-age=31536000, immutable'])
    for (const path of ['tile/0/001', 'tile/0/000.p/3', '../keys/cloud-key.pem', 'checkpoint.new', 'tile/0/..'])
      expect((await t.ask(`GET /log/${path}`)).status).toBe(404)
  })

  it('goes on after a restart where it stood, and writes again what was lost of its files', async () => {
    const folder = await folderOf()
    const first = await cloudOf(folder)
    const box = await first.enrolled()
    await send(first, box, 4)
    await first.cloud.merkleLog.now()
    const before = await first.cloud.merkleLog.state()
    await open.pop()?.close()
    await rm(join(folder, 'log'), { recursive: true })
    const t = await cloudOf(folder)
    await t.cloud.merkleLog.now()
    const after = await t.cloud.merkleLog.state()
    expect([after.size, after.root]).toEqual([before.size, before.root])
    expect(await holds((await proofOf(t, box, 3)).body)).toBe(true)
  })

  it('of a store restored from before its tail begins a new origin that names the last checkpoint and why', async () => {
    const folder = await folderOf()
    const backup = await folderOf()
    const first = await cloudOf(folder)
    const box = await first.enrolled()
    await send(first, box, 2)
    await first.cloud.merkleLog.now()
    await open.pop()?.close()
    await copyStore(folder, backup)
    const second = await cloudOf(folder)
    await send(second, box, 3)
    await second.cloud.merkleLog.now()
    const lost = await second.cloud.merkleLog.state()
    await open.pop()?.close()
    await restoreStore(backup, folder)
    const t = await cloudOf(folder)
    await send(t, box, 1)
    await t.cloud.merkleLog.now()
    const state = await t.cloud.merkleLog.state()
    expect(state.origin).toBe(`${lost.origin}/2`)
    const bundle = new Uint8Array((await t.ask(`GET /log/2/tile/entries/000.p/${state.size}`)).raw)
    const opening = parseLeaf(bundle.slice(2, 2 + new DataView(bundle.buffer).getUint16(0)))
    expect(opening).toMatchObject({ kind: 'origin', checkpoint: lost.checkpoint })
    expect(await holds((await proofOf(t, box, 1)).body)).toBe(true)
  })

  it('answers for a batch it does not have by name', async () => {
    const t = await cloudOf()
    const box = await t.enrolled()
    expect(await proofOf(t, box, 7)).toMatchObject({ status: 404, body: { code: 'BATCH_UNKNOWN' } })
  })
})
