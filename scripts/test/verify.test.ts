import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OriginBundle, ProofBundle, ReadsBundle, RightsBundle } from '@zaojun/core/proof/index'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RestartedCloud, restartedCloud } from '../../cloud/test/harness/restarted-cloud.ts'
import { reading, type TestBox } from '../../cloud/test/harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from '../../cloud/test/harness/test-cloud.ts'
import { WITNESS } from '../../cloud/test/harness/test-witness.ts'
import { ROOT } from '../run.ts'

const PYTHON = '/usr/bin/python3'
const hasPython = spawnSync(PYTHON, ['-c', 'import cryptography.hazmat.primitives.asymmetric.ed25519']).status === 0
if (!hasPython) console.warn('skipped: python3 with python3-cryptography is missing')

/** How to check a file with the key of the log, and with that of a witness where one is given. */
type Command = (file: string, key: string, witness?: string) => [string, string[]]
const VERIFIERS: [string, boolean, Command][] = [
  [
    'zaojun verify',
    true,
    (file, key, witness) => [
      process.execPath,
      ['scripts/main.ts', 'verify', file, '--log-key', key, ...(witness === undefined ? [] : ['--witness', witness])],
    ],
  ],
  [
    'the Python one',
    hasPython || process.env.CI !== undefined,
    (file, key, witness) => [PYTHON, ['docs/proof/verify.py', file, key, ...(witness === undefined ? [] : [witness])]],
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
  let restarted: RestartedCloud
  let origin: OriginBundle
  let again: ProofBundle
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
    restarted = await restartedCloud({ kept: 1, lost: 3, again: 2 })
    origin = (await restarted.t.ask('GET /v1/proof/origins/2')).body
    again = (await restarted.t.ask(`GET /v1/sites/${SITE}/boxes/${restarted.box.id}/batches/2/proof`)).body
  })
  afterAll(async () => {
    await t.close()
    await restarted.close()
    rmSync(folder, { recursive: true })
  })

  type Bundle = ProofBundle | ReadsBundle | RightsBundle | OriginBundle
  const judge = (
    command: Command,
    change: Partial<Bundle> = {},
    of: Bundle = bundle,
    logKey = key,
    witness?: string,
  ) => {
    const file = join(folder, 'bundle.json')
    writeFileSync(file, JSON.stringify({ ...of, ...change }))
    const { status, stdout, stderr } = spawnSync(...command(file, logKey, witness), { cwd: ROOT, encoding: 'utf8' })
    return { status, told: stdout + stderr }
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
      expect(judge(command)).toMatchObject({ status: 0, told: expect.stringContaining('✓ ') })
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

    it.runIf(there)(
      `[P1] (${name}) shows why a log was restarted, what it owns up to and who had witnessed that`,
      () => {
        const { status, told } = judge(command, {}, origin, restarted.logKey, restarted.witnessKey)
        expect([status, told]).toEqual([0, expect.stringContaining('the store holds 2 of 5 entries')])
        expect(told).toContain(WITNESS)
      },
    )

    it.runIf(there)(`[P1] (${name}) leads on to that from a batch of the new log, and refuses it without`, () => {
      const own = judge(command, {}, again, restarted.logKey)
      expect([own.status, own.told]).toEqual([0, expect.stringContaining('its tail was lost')])
      const { origins, ...bare } = again
      const { status, told } = judge(command, { v: 1 }, bare as ProofBundle, restarted.logKey)
      expect([status, told]).toEqual([1, expect.stringContaining(`${restarted.lost.origin}/2`)])
    })

    it.runIf(there)(
      `[P1] (${name}) refuses another reason, another commitment and another end, by the log's name`,
      () => {
        const [first] = origin.origins
        const changed = (from: string, to: string) => {
          const leaf = Buffer.from(
            Buffer.from(first?.leaf ?? '', 'base64')
              .toString('latin1')
              .replace(from, to),
            'latin1',
          )
          return { origins: [{ leaf: leaf.toString('base64'), proof: first?.proof ?? '' }] }
        }
        const lost = { from: 2, to: 9, batches: 3, again: 2 }
        for (const change of [changed('tail', 'head'), changed('\n5\n', '\n4\n'), { lost }]) {
          const { status, told } = judge(command, change, origin, restarted.logKey)
          expect([status, told]).toEqual([1, expect.stringMatching(/log-[0-9a-f]{16}|lost/)])
        }
      },
    )

    it.runIf(there)(
      `[P1] (${name}) holds a witness's cosignature against its key, and misses one that is not there`,
      () => {
        expect(judge(command, {}, again, restarted.logKey, restarted.witnessKey).status).toBe(0)
        const { status, told } = judge(command, {}, bundle, key, restarted.witnessKey)
        expect([status, told]).toEqual([1, expect.stringContaining(WITNESS)])
      },
    )

    it.runIf(there)(`[P1] (${name}) refuses it at another place of the log`, () => {
      expect(judge(command, { proof: bundle.proof.replace(/index [0-9]+/, 'index 1') }).status).toBe(1)
    })
  }
})
