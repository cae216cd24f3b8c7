import { spawn, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { NOTE_COSIGNATURE, NOTE_ED25519, parseVerifierKey, verifierKeyText } from '@zaojun/core/proof/index'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rawKeyOf } from '../../cloud/src/keys.ts'
import { sha256 } from '../../cloud/src/merkle-log/sha256.ts'
import { ROOT } from '../run.ts'

const NAME = 'witness.example/w'
const keyOf = (name: string, kind: number) =>
  verifierKeyText(sha256, name, kind, rawKeyOf(generateKeyPairSync('ed25519').publicKey))

describe('what is not well formed is named in one line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-witness-command-'))
  let log: string
  let own: string
  beforeAll(async () => {
    log = await keyOf('log-0123456789abcdef', NOTE_ED25519)
    own = await keyOf('down.example/w', NOTE_COSIGNATURE)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const data = join(folder, 'witness')
  const zaojun = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/main.ts', ...args], { cwd: ROOT, encoding: 'utf8' })
  const witness = (given: { name?: string; log?: string; port?: string }) => {
    const { name, log: key, port } = { name: NAME, log, port: '0', ...given }
    return zaojun('witness', '--name', name, '--log', key, '--port', port, '--data', data)
  }

  it('[P2] a name with a space, a log key that is none, one of another name, one of a witness, a port that is none', () => {
    const given: [Parameters<typeof witness>[0], RegExp][] = [
      [
        { name: 'wit example' },
        /--name: NOTE_NAME 名称不能为空.*：wit example \/ a name has neither spaces.*: wit example/,
      ],
      [{ name: 'wit+example' }, /--name: NOTE_NAME/],
      [{ log: 'garbage' }, /--log: NOTE_KEY 验证公钥不合规范：garbage \/ the verifier key is not well formed: garbage/],
      [{ log: `x${log}` }, /--log: NOTE_KEY_ID .*编号不属于.* \/ the id .* does not belong .*: xlog-0123456789abcdef/],
      [{ log: own }, /--log: NOTE_KEY_KIND .* \/ .*: down\.example\/w/],
      [{ port: '80a' }, /--port: 端口是.*80a \/ a port is .*80a/],
      [{ port: '65536' }, /--port: /],
    ]
    for (const [each, words] of given) {
      const { status, stderr, stdout } = witness(each)
      expect([status, stdout, stderr.trim()]).toEqual([2, '', expect.stringMatching(words)])
      expect(stderr.trim()).not.toContain('\n')
    }
    expect(existsSync(data)).toBe(false)
  })

  it('[P2] a port that another program has', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { status, stderr } = witness({ port: String((other.address() as AddressInfo).port) })
    other.close()
    expect([status, stderr.trim()]).toEqual([
      2,
      expect.stringMatching(/^zaojun witness: .*不能在此监听 \/ .*EADDRINUSE.*$/),
    ])
  })

  it('[P2] otherwise a witness says where it is asked and a key that can be read', async () => {
    const args = ['scripts/main.ts', 'witness', '--name', NAME, '--log', log, '--port', '0', '--data', data]
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
    const lines: string[] = []
    for await (const line of createInterface({ input: child.stdout })) if (lines.push(line) === 2) break
    const [url = '', key = ''] = lines.map((line) => line.slice(line.indexOf(': ') + 2))
    expect(await parseVerifierKey(sha256, key, NOTE_COSIGNATURE)).toMatchObject({ name: NAME })
    expect((await fetch(url)).status).toBe(404)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('[P2] a key of a witness in the settings of a cloud, by the place of its entry', () => {
    const witnesses = [{ key: own }, { url: 'http://127.0.0.1:9/', key: `x${own}` }]
    writeFileSync(join(folder, 'cloud.yaml'), JSON.stringify({ proof: { witnesses } }))
    const { status, stderr } = zaojun('cloud', '--data', folder, '--http.port', '0')
    const place =
      /proof\.witnesses\.1\.key: NOTE_KEY_ID .*编号不属于.*：xdown.example\/w \/ the id .*: xdown.example\/w/
    expect([status, stderr]).toEqual([1, expect.stringMatching(place)])
  })
})
