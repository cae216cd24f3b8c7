import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signPass, userOfPass } from '../../src/node-red/editor-pass.ts'
import { hasGoodFlows, keepGoodFlows, safeModeText, writeFirstFlows } from '../../src/node-red/good-flows.ts'
import { provisionSecret } from '../../src/node-red/secrets.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zaojun-good-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('flows that run well', () => {
  it('are kept where the editor imports from, and offered', () => {
    writeFirstFlows(folder)
    expect(hasGoodFlows(folder)).toBe(false)
    keepGoodFlows(folder)
    expect(readFileSync(join(folder, 'lib', 'flows', 'last-good-flows.json'), 'utf8')).toBe(
      readFileSync(join(folder, 'flows.json'), 'utf8'),
    )
    expect(safeModeText(hasGoodFlows(folder))).toMatch(/导入 → 本地.*Import → Local/s)
  })

  it('are never overwritten by the first flows of a new box', () => {
    writeFileSync(join(folder, 'flows.json'), '[]')
    writeFirstFlows(folder)
    expect(readFileSync(join(folder, 'flows.json'), 'utf8')).toBe('[]')
  })
})

describe('a secret', () => {
  it('is made once, for its owner alone', () => {
    const file = join(folder, 'secrets', 'editor')
    const secret = provisionSecret(file)
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    expect(provisionSecret(file)).toBe(secret)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })
})

describe('a pass to the editor', () => {
  it('speaks for its user for a minute', () => {
    const pass = signPass('secret', 'installer', 1000)
    expect(userOfPass('secret', pass, 1000)).toBe('installer')
    expect(userOfPass('secret', pass, 61_000)).toBe('installer')
    expect(userOfPass('secret', pass, 61_001)).toBeUndefined()
  })

  it('speaks for nobody when it is forged, altered or from far ahead', () => {
    const pass = signPass('secret', 'installer', 1000)
    expect(userOfPass('other', pass, 1000)).toBeUndefined()
    expect(userOfPass('secret', pass.replace('installer', 'admin'), 1000)).toBeUndefined()
    expect(userOfPass('secret', signPass('secret', 'installer', 10_000_000), 1000)).toBeUndefined()
    for (const odd of [undefined, 5, '', '..', 'x'.repeat(300), ['installer']])
      expect(userOfPass('secret', odd, 0)).toBeUndefined()
  })
})
