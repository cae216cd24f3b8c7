import { spawn, spawnSync } from 'node:child_process'
import { sign } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProofBundle } from '@zaojun/core/proof/index'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAR_TOO_MANY_BYTES, flood, HUGE_BYTES, serverOf } from '../../cloud/test/harness/endless.ts'
import { reading } from '../../cloud/test/harness/test-box.ts'
import { openTestCloud, SITE } from '../../cloud/test/harness/test-cloud.ts'
import { FORGED_COSE, HOSTILE_COSE } from '../../core/test/harness/hostile-cose.ts'
import { HOSTILE_NOTES, HOSTILE_PROOFS } from '../../core/test/harness/hostile-notes.ts'
import { ROOT } from '../run.ts'

const PYTHON = '/usr/bin/python3'
const hasPython = spawnSync(PYTHON, ['-c', 'import cryptography.hazmat.primitives.asymmetric.ed25519']).status === 0
if (!hasPython) console.warn('skipped: python3 with python3-cryptography is missing')

/** Base64 of 32 bytes with a bit set that stands for none of them: lenient readers take the two for one. */
const sameBytesOtherwise = (text: string) =>
  `${text.slice(0, -2)}${String.fromCharCode(text.charCodeAt(text.length - 2) + 1)}=`

/** The hostile bundles made of a good one: as text, and the steps at which each may fail; none where it is no bundle at all. */
function hostileBundles(good: ProofBundle, signed: (message: Uint8Array) => Uint8Array): [string, string, string[]][] {
  const envelope = new Uint8Array(Buffer.from(good.envelope, 'base64'))
  const noteAt = good.proof.indexOf('\n\n') + 2
  const [path, note] = [good.proof.slice(0, noteAt), good.proof.slice(noteAt)]
  const made = (title: string, change: object, ...steps: string[]): [string, string, string[]] => [
    title,
    JSON.stringify({ ...good, ...change }),
    steps,
  ]
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  return [
    ...HOSTILE_COSE.map(({ title, make }) => made(title, { envelope: base64(make(envelope, signed)) }, 'signature')),
    ...FORGED_COSE.map(({ title, make }) =>
      made(title, { envelope: base64(make(envelope, signed)) }, 'signature', 'content', 'leaf'),
    ),
    ...HOSTILE_NOTES.map(({ title, make }) => made(title, { proof: path + make(note) }, 'checkpoint')),
    ...HOSTILE_PROOFS.map(({ title, make }) => made(title, { proof: make(good.proof) }, 'checkpoint', 'inclusion')),
    made('a leaf of another kind', { leaf: base64(Buffer.from('83016670c3b66c', 'hex')) }, 'leaf'),
    made(
      'a leaf with a byte too many',
      { leaf: base64(Buffer.from(`${Buffer.from(good.leaf, 'base64').toString('hex')}00`, 'hex')) },
      'leaf',
    ),
    made('bytes that are no base64', { envelope: '*'.repeat(40) }, 'signature'),
    made('base64 that is not canonical', { boxKey: sameBytesOtherwise(good.boxKey) }, 'box-key'),
    made('a key of 31 bytes', { boxKey: base64(new Uint8Array(31)) }, 'box-key'),
    made('a number that is text', { n: '2' }, 'shape'),
    made('a version nobody knows', { v: 3 }, 'shape'),
    made('statements without their version', { keys: [], firstKey: good.boxKey }, 'shape'),
    made('a kind nobody knows', { kind: 'receipt' }, 'shape'),
    ['no JSON', '{', []],
    ['half of it', JSON.stringify(good).slice(0, 200), []],
    ['null', 'null', ['shape']],
    ['a list', '[]', ['shape']],
    ['lists without end', '['.repeat(100_000) + ']'.repeat(100_000), ['shape']],
  ]
}

describe('a verifier', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-hostile-bundles-'))
  let bundle: ProofBundle
  let key: string
  /** The bundle's own key, which signs what is made of it. */
  let signed: (message: Uint8Array) => Uint8Array
  beforeAll(async () => {
    const t = await openTestCloud()
    const box = await t.enrolled()
    for (let n = 0; n < 3; n++)
      await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', n), wall: t.clock.now + n }]))
    bundle = (await t.ask(`GET /v1/sites/${SITE}/boxes/${box.id}/batches/2/proof`)).body
    key = (await t.cloud.merkleLog.state()).key
    signed = (message) => new Uint8Array(sign(null, message, box.key))
    await t.close()
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** One file for each. */
  function written(): { title: string; file: string; steps: string[] }[] {
    return hostileBundles(bundle, signed).map(([title, text, steps], at) => {
      const file = join(folder, `hostile-${at}.json`)
      writeFileSync(file, text)
      return { title, file, steps }
    })
  }

  it('[P1] (zaojun verify) refuses every hostile bundle, and names the step that does not hold', () => {
    const all = written()
    const args = [
      '--max-old-space-size=256',
      'scripts/main.ts',
      'verify',
      ...all.map(({ file }) => file),
      '--log-key',
      key,
    ]
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
    expect(status).toBe(2)
    for (const { title, file, steps } of all) {
      const [told = ''] = stdout.split(`✗ ${file}\n`)[1]?.split(/^[✓✗]/m) ?? []
      if (steps.length === 0) expect([title, stderr]).toEqual([title, expect.stringContaining(`✗ ${file}: `)])
      else expect([title, steps]).toEqual([title, expect.arrayContaining([/✗ \[(.+?)\]/.exec(told)?.[1]])])
    }
    expect(stdout).not.toContain(`✓ ${folder}`)
  })

  it.runIf(hasPython || process.env.CI !== undefined)(
    '[P1] (the Python one) refuses every hostile bundle in words',
    () => {
      const all = written()
      const each = [
        'import runpy, sys, io, contextlib',
        'key, files = sys.argv[1], sys.argv[2:]',
        'sys.path.insert(0, "docs/proof")',
        'for file in files:',
        '    sys.argv, said = ["verify.py", file, key], io.StringIO()',
        '    try:',
        '        with contextlib.redirect_stdout(said): runpy.run_path("docs/proof/verify.py", run_name="__main__")',
        '        print(file, "held")',
        '    except SystemExit as end: print(file, end.code)',
      ].join('\n')
      const { stdout, stderr } = spawnSync(PYTHON, ['-c', each, key, ...all.map(({ file }) => file)], {
        cwd: ROOT,
        encoding: 'utf8',
      })
      expect(stderr).toBe('')
      const told = stdout.trim().split('\n')
      for (const [at, { title, file }] of all.entries())
        expect([title, told[at]]).toEqual([title, expect.stringContaining(`${file} ✗ `)])
    },
  )

  it('[P1] (zaojun verify) takes no more than a bundle from a server or a file, whatever it says', async () => {
    const [never, huge, noise] = [{ bytes: 0 }, 'huge', 'noise']
    const hostile = await serverOf((request, response) => {
      if (request.url === '/endless')
        void flood(response, '{"v":1,"x":"').then((bytes) => Object.assign(never, { bytes }))
      else if (request.url === `/${huge}`) response.writeHead(200, { 'content-length': HUGE_BYTES }).write('{')
      else if (request.url === `/${noise}`) response.end(Buffer.from([0xff, 0xfe, 0x00]))
      else response.writeHead(500).end()
      if (request.url === `/${huge}`) setTimeout(() => response.destroy(), 500)
    })
    const large = join(folder, 'large.json')
    writeFileSync(large, '')
    truncateSync(large, FAR_TOO_MANY_BYTES)
    const given = ['endless', huge, noise, 'failing'].map((path) => `${hostile.url}/${path}`)
    const args = ['--max-old-space-size=256', 'scripts/main.ts', 'verify', ...given, large]
    const child = spawn(process.execPath, args, { cwd: ROOT })
    let stderr = ''
    child.stderr.on('data', (data) => {
      stderr += data
    })
    const [status] = await once(child, 'exit')
    await hostile.stop()
    expect(status).toBe(2)
    for (const name of [...given, large]) expect(stderr).toContain(`✗ ${name}: `)
    expect(never.bytes).toBeLessThan(64 * 1024 * 1024)
  })
})
