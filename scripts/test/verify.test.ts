import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProofBundle, ReadsBundle, RightsBundle } from '@zaojun/core/proof/index'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reading, type TestBox } from '../../cloud/test/harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from '../../cloud/test/harness/test-cloud.ts'
import { ROOT } from '../run.ts'

const PYTHON = '/usr/bin/python3'
const hasPython = spawnSync(PYTHON, ['-c', 'import cryptography.hazmat.primitives.asymmetric.ed25519']).status === 0
if (!hasPython) console.warn('skipped: python3 with python3-cryptography is missing')

const VERIFIERS: [string, boolean, (file: string, key: string) => [string, string[]]][] = [
  ['zaojun verify', true, (file, key) => [process.execPath, ['scripts/main.ts', 'verify', file, '--log-key', key]]],
  [
    'the Python one',
    hasPython || process.env.CI !== undefined,
    (file, key) => [PYTHON, ['docs/proof/verify.py', file, key]],
  ],
]

/** The box signs with a key of its own choice from here on. */
async function changeKey(t: TestCloud, box: TestBox): Promise<void> {
  const { body } = await t.ask(`POST /v1/sites/${SITE}/enrolment-codes`)
  const statement = Buffer.from(box.handOver(generateKeyPairSync('ed25519').privateKey)).toString('base64')
  const payload = { code: (body as { code: string }).code, statement }
  const answer = await t.app.inject({ method: 'POST', url: '/v1/rotations', payload })
  box.token = (answer.json() as { token: string }).token
}

/** A page of reads with one by a party that was granted it. */
async function readsByAnother(t: TestCloud): Promise<ReadsBundle> {
  await t.ask('POST /v1/parties', { id: 'market-bureau', name: 'market bureau', kind: 'regulator' })
  const { body } = await t.ask('POST /v1/parties/market-bureau/tokens', { label: 'tablet', days: 1 })
  const grant = { party: 'market-bureau', kinds: ['readings'], purpose: 'food-safety-supervision' }
  await t.ask(`POST /v1/sites/${SITE}/grants`, grant)
  const headers = { authorization: `Bearer ${(body as { token: string }).token}` }
  await t.app.inject({ url: `/v1/sites/${SITE}/latest`, headers })
  await t.cloud.merkleLog.now()
  return (await t.ask(`GET /v1/sites/${SITE}/reads/pages/1/proof`)).body
}

describe('a verifier', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-verify-'))
  let t: TestCloud
  let bundle: ProofBundle
  let rotated: ProofBundle
  let reads: ReadsBundle
  let rights: RightsBundle
  let key: string
  beforeAll(async () => {
    t = await openTestCloud()
    const box = await t.enrolled()
    for (let n = 0; n < 3; n++)
      await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', n), wall: t.clock.now + n }]))
    bundle = (await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/2/proof`)).body
    await changeKey(t, box)
    await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 4), wall: t.clock.now }]))
    rotated = (await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/4/proof`)).body
    reads = await readsByAnother(t)
    rights = (await t.ask(`GET /v1/sites/${SITE}/rights/statements/1/proof`)).body
    key = (await t.cloud.merkleLog.state()).key
  })
  afterAll(async () => {
    await t.close()
    rmSync(folder, { recursive: true })
  })

  const judge = (
    command: (file: string, key: string) => [string, string[]],
    change: Partial<ProofBundle | ReadsBundle | RightsBundle> = {},
    of: ProofBundle | ReadsBundle | RightsBundle = bundle,
  ) => {
    const file = join(folder, 'bundle.json')
    writeFileSync(file, JSON.stringify({ ...of, ...change }))
    const { status, stdout } = spawnSync(...command(file, key), { cwd: ROOT, encoding: 'utf8' })
    return { status, stdout }
  }

  it('[P1] goes through a whole store, and names the batch of which one byte was changed', () => {
    const check = () => {
      const args = ['scripts/main.ts', 'verify', '--store', t.folder, '--log-key', key]
      return spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
    }
    expect(check()).toMatchObject({ status: 0, stdout: expect.stringContaining('✓ 4') })
    const db = new Database(join(t.folder, 'store', 'cloud.db'))
    const { envelope } = db.prepare('SELECT envelope FROM batch WHERE n = 2').get() as { envelope: Buffer }
    const changed = Buffer.from(envelope)
    changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1
    db.prepare('UPDATE batch SET envelope = ? WHERE n = 2').run(changed)
    const told = check()
    db.prepare('UPDATE batch SET envelope = ? WHERE n = 2').run(envelope)
    db.close()
    expect(told).toMatchObject({ status: 1, stdout: expect.stringContaining(`✗ batch ${bundle.box}/2`) })
  })

  for (const [name, there, command] of VERIFIERS) {
    it.runIf(there)(`[P1] (${name}) accepts a bundle of a real box and cloud`, () => {
      expect(judge(command)).toMatchObject({ status: 0, stdout: expect.stringContaining('✓ ') })
    })

    it.runIf(there)(`[P1] (${name}) refuses it with one byte of the envelope changed`, () => {
      const envelope = Buffer.from(bundle.envelope, 'base64')
      envelope[envelope.length >> 1] = (envelope[envelope.length >> 1] ?? 0) ^ 1
      expect(judge(command, { envelope: envelope.toString('base64') }).status).toBe(1)
    })

    it.runIf(there)(`[P1] (${name}) follows a box to its next key, and not without the statement on it`, () => {
      expect(judge(command, rotated)).toMatchObject({ status: 0 })
      expect(judge(command, { ...rotated, keys: [] }).status).toBe(1)
    })

    it.runIf(there)(`[P2] (${name}) accepts what was said about a grant, and not with one of its bytes changed`, () => {
      expect(judge(command, {}, rights).status).toBe(0)
      const content = Buffer.from(rights.content, 'base64').toString().replace('market-bureau', 'market-buread')
      expect(judge(command, { content: Buffer.from(content).toString('base64') }, rights).status).toBe(1)
    })

    it.runIf(there)(`[P2] (${name}) accepts a page of who looked, and not with one of its bytes changed`, () => {
      expect(judge(command, {}, reads).status).toBe(0)
      const content = Buffer.from(reads.content, 'base64').toString().replace('tablet', 'nobody')
      expect(judge(command, { content: Buffer.from(content).toString('base64') }, reads).status).toBe(1)
    })

    it.runIf(there)(`[P1] (${name}) refuses it at another place of the log`, () => {
      expect(judge(command, { proof: bundle.proof.replace(/index [0-9]+/, 'index 1') }).status).toBe(1)
    })
  }
})
