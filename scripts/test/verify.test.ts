import { spawnSync } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commitmentInput } from '@zaojun/core'
import {
  type OriginBundle,
  type ProofBundle,
  parseCheckpoint,
  parseNote,
  parseTlogProof,
  type ReadsBundle,
  type RemovedBundle,
  type RightsBundle,
} from '@zaojun/core/proof/index'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { loadKeys } from '../../cloud/src/keys.ts'
import { signCheckpoint } from '../../cloud/src/merkle-log/checkpoints.ts'
import { type RestartedCloud, restartedCloud } from '../../cloud/test/harness/restarted-cloud.ts'
import { reading, TestBox } from '../../cloud/test/harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from '../../cloud/test/harness/test-cloud.ts'
import { WITNESS } from '../../cloud/test/harness/test-witness.ts'
import verifyCommand from '../commands/verify.ts'
import { ROOT } from '../run.ts'

const PYTHON = '/usr/bin/python3'
const hasPython = spawnSync(PYTHON, ['-c', 'import cryptography.hazmat.primitives.asymmetric.ed25519']).status === 0
if (!hasPython) console.warn('skipped: python3 with python3-cryptography is missing')

/** Checks a file with the key of the log, and with that of a witness, or files of content, where they are given. */
type Told = { status: number | null; told: string }
type Beside = { witness?: string; content?: string | string[] }
type Verifier = (file: string, key: string, beside?: Beside) => Told | Promise<Told>

/** In this process: starting another for each file would take most of the time. */
const own: Verifier = async (file, key, { witness, content = [] } = {}) => {
  const lines: string[] = []
  const print = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
  const files = [content].flat().flatMap((each) => ['--with', each])
  const beside = [...(witness ? ['--witness', witness] : []), ...files]
  try {
    return { status: await verifyCommand.run([file, '--log-key', key, ...beside]), told: lines.join('\n') }
  } finally {
    print.mockRestore()
  }
}
const python: Verifier = (file, key, { witness, content = [] } = {}) => {
  const beside = [...(witness ? [witness] : []), ...[content].flat().map((each) => `@${each}`)]
  const args = ['docs/proof/verify.py', file, key, ...beside]
  const { status, stdout, stderr } = spawnSync(PYTHON, args, { cwd: ROOT, encoding: 'utf8' })
  return { status, told: stdout + stderr }
}
const VERIFIERS: [string, boolean, Verifier][] = [
  ['zaojun verify', true, own],
  ['the Python one', hasPython || process.env.CI !== undefined, python],
]
const SALT = '00112233445566778899aabbccddeeff'
const partOf = (value: unknown) => ({ salt: SALT, value, purpose: 'food-handler-health-check' })
const commitmentOf = (value: unknown) =>
  createHash('sha256')
    .update(commitmentInput(new Uint8Array(Buffer.from(SALT, 'hex')), value))
    .digest('hex')
const PHOTO = Buffer.from('a photo')
/** As a file may hold them: what is committed to is the form that ECMAScript writes. */
const VALUES = [
  ...['36.0', '36.6', '-0.0', '1e-7', '0.000001', '1E2', '1e21', '123456789012345678901', '5e-324', '-12.50', '1e400'],
  ...['true', 'null', '""', '"\\u4f53\\u6e29 \\/ \\u0001\\u007f\\u2028"', '"\\ud83d"', '"\\ud83d\\ude00"'],
  ...['[1.0, [], {}]', '{"b": 1.50, "10": 2, "9": {"z": null, "a": false}}'],
]

/** A record with a value that was erased, a photo, and a value that nobody brings. */
async function withContent(t: TestCloud, box: TestBox): Promise<ProofBundle> {
  const data = { temperature: { commitment: commitmentOf('36.4') }, hands: { commitment: commitmentOf('clean') } }
  const attachments = [createHash('sha256').update(PHOTO).digest('hex')]
  const body = { type: 'record', form: 'morning-check', by: 'p-1', origin: 'manual', data, attachments } as const
  const { n, envelope } = box.seal([{ body, wall: t.clock.now }])
  await t.post(box, envelope)
  const headers = { authorization: `Bearer ${box.token}` }
  const payload = { commitment: commitmentOf('36.4'), ...partOf('36.4') }
  await t.app.inject({ method: 'PUT', url: `/v1/parts/${payload.commitment}`, headers, payload })
  await t.ask(`DELETE /v1/parts/${payload.commitment}?reason=left`)
  return (await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/${n}/proof`)).body
}

/** A record of each of those values, beside fields that are called as what names content, and are something else. */
async function withValues(t: TestCloud, box: TestBox): Promise<ProofBundle> {
  const fields = VALUES.map((text, at) => [`field-${at}`, { commitment: commitmentOf(JSON.parse(text)) }])
  const data = { ...Object.fromEntries(fields), more: { commitment: 5, attachments: 'none' } }
  const about = { type: 'record', form: 'morning-check', by: 'p-1', origin: 'manual' } as const
  const { n, envelope } = box.seal([{ body: { ...about, data, attachments: [] }, wall: t.clock.now }])
  await t.post(box, envelope)
  return (await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/${n}/proof`)).body
}

/** The first batch of a box whose key was changed before it, and that batch as the old key signs it. */
async function changedAtOnce(t: TestCloud): Promise<{ changed: ProofBundle; old: Partial<ProofBundle> }> {
  const box = await t.enrolled()
  const before = new TestBox(box.key)
  await changeKey(t, box)
  const entries = [{ body: reading('fridge-1', 'air-temperature', 4), wall: t.clock.now }]
  await t.post(box, box.seal(entries))
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  return {
    changed: (await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/1/proof`)).body,
    old: { boxKey: base64(before.raw), envelope: base64(before.seal(entries).envelope) },
  }
}

/** The proof of a batch whose envelope the policy of its site took away. */
async function removedBatch({ t, box }: RestartedCloud): Promise<RemovedBundle> {
  const policy = { readingsDays: 0, hourlyDays: 0, envelopesDays: 30, recordsDays: 0 }
  await t.ask(`PUT /v1/sites/${SITE}/retention`, policy)
  const now = t.clock.now
  t.clock.now += 40 * 86_400_000
  await t.cloud.retention.runOnce()
  t.clock.now = now
  return (await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/2/removal`)).body
}

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
  let content: ProofBundle
  let values: ProofBundle
  let changed: ProofBundle
  let old: Partial<ProofBundle>
  let removed: RemovedBundle
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
    content = await withContent(t, box)
    values = await withValues(t, box)
    ;({ changed, old } = await changedAtOnce(t))
    removed = await removedBatch(restarted)
  })
  afterAll(async () => {
    await t.close()
    await restarted.close()
    rmSync(folder, { recursive: true })
  })

  type Bundle = ProofBundle | ReadsBundle | RightsBundle | OriginBundle | RemovedBundle
  const judge = (verifier: Verifier, change: Partial<Bundle> = {}, of: Bundle = bundle, logKey = key, beside = {}) => {
    const file = join(folder, 'bundle.json')
    writeFileSync(file, JSON.stringify({ ...of, ...change }))
    return verifier(file, logKey, beside)
  }

  it('[P1] goes through a whole store, and names the batch of which one byte was changed', () => {
    const check = () => {
      const args = ['scripts/main.ts', 'verify', '--store', t.folder, '--log-key', key]
      return spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
    }
    expect(check()).toMatchObject({ status: 0, stdout: expect.stringContaining('✓ 7') })
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

  it('[P1] is a command of its own, which tells by its exit code', () => {
    const file = join(folder, 'whole.json')
    writeFileSync(file, JSON.stringify(bundle))
    const args = ['scripts/main.ts', 'verify', file, '--log-key', key]
    const { index } = parseTlogProof(bundle.proof)
    expect(spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(new RegExp(`the entry stands in the log: index ${index}, size [0-9]+\n`)),
    })
  })

  it.runIf(hasPython || process.env.CI !== undefined)('[P1] (the Python one) says how it is called', () => {
    const { status, stderr } = spawnSync(PYTHON, ['docs/proof/verify.py'], { cwd: ROOT, encoding: 'utf8' })
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^用法 usage: verify\.py BUNDLE\.json/)])
  })

  for (const [name, there, verifier] of VERIFIERS) {
    it.runIf(there)(`[P1] (${name}) accepts a bundle of a real box and cloud`, async () => {
      expect(await judge(verifier)).toMatchObject({ status: 0, told: expect.stringContaining('✓ ') })
    })

    it.runIf(there)(`[P1] (${name}) refuses it with one byte of the envelope changed`, async () => {
      const envelope = Buffer.from(bundle.envelope, 'base64')
      envelope[envelope.length >> 1] = (envelope[envelope.length >> 1] ?? 0) ^ 1
      expect((await judge(verifier, { envelope: envelope.toString('base64') })).status).toBe(1)
    })

    it.runIf(there)(`[P1] (${name}) follows a box to its next key, and not without the statement on it`, async () => {
      expect(await judge(verifier, rotated)).toMatchObject({ status: 0 })
      expect((await judge(verifier, { ...rotated, keys: [] })).status).toBe(1)
    })

    it.runIf(there)(`[P1] (${name}) takes nothing from a key that was changed before its first batch`, async () => {
      expect((await judge(verifier, {}, changed)).status).toBe(0)
      const { status, told } = await judge(verifier, old, changed)
      expect([status, told]).toEqual([1, expect.stringMatching(/✗ \[?signature/)])
    })

    it.runIf(there)(`[P1] (${name}) knows a restarted log by its number, from 2 on, and by no other name`, async () => {
      const keys = loadKeys(join(t.folder, 'keys'))
      const { checkpoint } = parseTlogProof(rotated.proof)
      const { text } = parseNote(Buffer.from(checkpoint))
      for (const end of ['1', '02', 'x', '2/2']) {
        const note = await signCheckpoint(keys, { ...parseCheckpoint(text), origin: `${keys.log}/${end}` })
        const proof = rotated.proof.replace(checkpoint, Buffer.from(note).toString())
        const { status, told } = await judge(verifier, { proof }, rotated)
        expect([end, status, told]).toEqual([end, 1, expect.stringContaining('✗ ')])
        expect(told).toContain('checkpoint')
      }
    })

    it.runIf(there)(
      `[P2] (${name}) accepts what was said about a grant, and not with one of its bytes changed`,
      async () => {
        expect((await judge(verifier, {}, rights)).status).toBe(0)
        const content = Buffer.from(rights.content, 'base64').toString().replace('market-bureau', 'market-buread')
        expect((await judge(verifier, { content: Buffer.from(content).toString('base64') }, rights)).status).toBe(1)
      },
    )

    it.runIf(there)(`[P2] (${name}) accepts a page of who looked, and not with one of its bytes changed`, async () => {
      expect((await judge(verifier, {}, reads)).status).toBe(0)
      const content = Buffer.from(reads.content, 'base64').toString().replace('tablet', 'nobody')
      expect((await judge(verifier, { content: Buffer.from(content).toString('base64') }, reads)).status).toBe(1)
    })

    it.runIf(there)(
      `[P1] (${name}) shows why a log was restarted, what it owns up to and who had witnessed that`,
      async () => {
        const { status, told } = await judge(verifier, {}, origin, restarted.logKey, { witness: restarted.witnessKey })
        expect([status, told]).toEqual([0, expect.stringContaining('the store holds 2 of 5 entries')])
        expect(told).toContain(WITNESS)
      },
    )

    it.runIf(there)(`[P1] (${name}) leads on to that from a batch of the new log, and refuses it without`, async () => {
      const own = await judge(verifier, {}, again, restarted.logKey)
      expect([own.status, own.told]).toEqual([0, expect.stringContaining('its tail was lost')])
      const { origins, ...bare } = again
      const { status, told } = await judge(verifier, { v: 1 }, bare as ProofBundle, restarted.logKey)
      expect([status, told]).toEqual([1, expect.stringContaining(`${restarted.lost.origin}/2`)])
    })

    it.runIf(there)(
      `[P1] (${name}) refuses another reason, another commitment and another end, by the log's name`,
      async () => {
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
        const more = { from: 2, to: 4, batches: 4, again: 2 }
        const again = { from: 2, to: 4, batches: 1, again: 2 }
        const log = restarted.lost.origin
        const ends = [{ lost }, { lost: more }, { lost: again }, { log }]
        for (const change of [changed('tail', 'head'), changed('\n5\n', '\n4\n'), ...ends]) {
          const { status, told } = await judge(verifier, change, origin, restarted.logKey)
          expect([status, told]).toEqual([1, expect.stringMatching(/log-[0-9a-f]{16}|lost/)])
        }
      },
    )

    it.runIf(there)(
      `[P1] (${name}) holds a witness's cosignature against its key, and misses one that is not there`,
      async () => {
        expect((await judge(verifier, {}, again, restarted.logKey, { witness: restarted.witnessKey })).status).toBe(0)
        const { status, told } = await judge(verifier, {}, bundle, key, { witness: restarted.witnessKey })
        expect([status, told]).toEqual([1, expect.stringContaining(WITNESS)])
      },
    )

    it.runIf(there)(
      `[P2] (${name}) tells what was removed by policy from what is not here, and from what is altered`,
      async () => {
        const file = join(folder, 'photo.jpg')
        writeFileSync(file, PHOTO)
        const { status, told } = await judge(verifier, {}, content, key, { content: file })
        expect([status, told]).toEqual([
          0,
          expect.stringMatching(/removal 1 of canteen-1.*removed by policy|removed by policy.*removal 1/),
        ])
        expect(told).toContain('admin: left')
        const missing = told.split('\n').filter((line) => line.includes('not here'))
        expect(missing).toEqual([expect.stringContaining(commitmentOf('clean'))])
        writeFileSync(file, 'another photo')
        const other = await judge(verifier, {}, content, key, { content: file })
        expect([other.status, other.told]).toEqual([1, expect.stringContaining('altered')])
      },
    )

    it.runIf(there)(`[P2] (${name}) takes a personal value for what its entry commits to, and no other`, async () => {
      const file = join(folder, 'value.json')
      writeFileSync(file, JSON.stringify(partOf('clean')))
      expect((await judge(verifier, {}, content, key, { content: file })).status).toBe(0)
      writeFileSync(file, JSON.stringify(partOf('dirty')))
      expect((await judge(verifier, {}, content, key, { content: file })).status).toBe(1)
    })

    it.runIf(there)(`[P2] (${name}) takes a value for the same in whatever form its JSON is written`, async () => {
      const files = VALUES.map((text, at) => {
        const file = join(folder, `value-${at}.json`)
        writeFileSync(file, `\n{ "salt": "${SALT}", "value": ${text} }\n`)
        return file
      })
      const { status, told } = await judge(verifier, {}, values, key, { content: files })
      expect([status, told]).toEqual([0, expect.not.stringContaining('not here')])
      writeFileSync(files[3] ?? '', `{"salt":"${SALT}","value":1e-8}`)
      expect((await judge(verifier, {}, values, key, { content: files })).status).toBe(1)
    })

    it.runIf(there)(
      `[P2] (${name}) shows of a batch that is gone that it stood in the log and which policy removed it`,
      async () => {
        const { status, told } = await judge(verifier, {}, removed, restarted.logKey)
        expect([status, told]).toEqual([0, expect.stringContaining('removed by policy')])
        expect((await judge(verifier, { n: 3 }, removed, restarted.logKey)).status).toBe(1)
        const said = Buffer.from(removed.removed[0]?.content ?? '', 'base64')
          .toString()
          .replace('"no":1', '"no":2')
        const changed = [{ ...removed.removed[0], content: Buffer.from(said).toString('base64') }]
        expect(
          (await judge(verifier, { removed: changed } as Partial<RemovedBundle>, removed, restarted.logKey)).status,
        ).toBe(1)
      },
    )

    it.runIf(there)(`[P1] (${name}) refuses it at another place of the log`, async () => {
      expect((await judge(verifier, { proof: bundle.proof.replace(/index [0-9]+/, 'index 1') })).status).toBe(1)
    })
  }
})
