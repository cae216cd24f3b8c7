import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { prepareSign1, ZaojunError } from '@zaojun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isRefusal,
  loadCatalogue,
  makePack,
  type OpenedPack,
  openPack,
  PACK_CONTENT_TYPE,
  type PackDraft,
  rawPublicKey,
} from '../src/index.ts'
import { kidOf } from '../src/pack/make-pack.ts'

const shipped = loadCatalogue()
const keyOf = (): KeyObject => generateKeyPairSync('ed25519').privateKey
const key = keyOf()
const trusted = [{ issuer: 'test-house', publicKey: rawPublicKey(key) }]
const source = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8')

const CLIMATE = source('profiles/warehouse-climate/xy-md02.yaml')
  .replace('id: xy-md02', 'id: test-climate')
  .replace(/^name: .*$/m, "name: { zh: 测试温湿度, en: 'Test climate' }")
const KIND = source('kinds/distance-sensor.yaml')
  .replace('id: distance-sensor', 'id: test-gauge')
  .replace(/^name: .*$/m, "name: { zh: 测试测距, en: 'Test gauge' }")
const PROFILE = { path: 'profiles/warehouse-climate/test-climate.yaml', text: CLIMATE }
const GAUGE = { path: 'kinds/test-gauge.yaml', text: KIND }

const draft = (more: Partial<PackDraft> = {}): PackDraft => ({
  id: 'test-pack',
  version: '1.0.0',
  issuer: 'test-house',
  name: { zh: '测试包', en: 'Test pack' },
  files: [PROFILE],
  ...more,
})
const pack = (more: Partial<PackDraft> = {}, by: KeyObject = key): Uint8Array => makePack(draft(more), by, shipped)

/** A pack whose maker checked nothing. */
function forged(body: unknown, by: KeyObject = key, issuer = 'test-house'): Uint8Array {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const headers = { kid: kidOf(rawPublicKey(by)), contentType: PACK_CONTENT_TYPE, issuer, subject: 'test-pack' }
  const { signed, finish } = prepareSign1(headers, Buffer.from(text))
  return finish(new Uint8Array(sign(null, signed, by)))
}
const body = async (files: { path: string; text: string; sha256?: string }[], more = {}) => {
  const { sha256Hex } = await import('../src/pack/make-pack.ts')
  const rows = files.map((file) => ({ sha256: sha256Hex(file.text), ...file }))
  return { v: 1, ...draft(), ...more, files: rows }
}

function refusal(bytes: Uint8Array, installed: OpenedPack[] = []): { code: string; place: string } {
  try {
    openPack(bytes, { trusted, shipped, installed })
  } catch (error) {
    if (error instanceof ZaojunError) return { code: error.code, place: error.place ?? '' }
    throw error
  }
  throw new Error('the pack opens')
}
const open = (bytes: Uint8Array, installed: OpenedPack[] = []) => openPack(bytes, { trusted, shipped, installed })

describe('a profile pack', () => {
  it('[G2] brings a model that the catalogue then holds like a shipped one', () => {
    const opened = open(pack({ files: [PROFILE, GAUGE] }))
    expect(opened).toMatchObject({ id: 'test-pack', issuer: 'test-house', kinds: ['test-gauge'] })
    expect(opened.profiles).toEqual(['test-climate'])
    const with_ = loadCatalogue(undefined, [opened])
    expect(with_.profiles.get('test-climate')?.kinds).toContain('warehouse-climate')
    expect(with_.digest).not.toBe(shipped.digest)
  })

  it('is the same bytes from the same files', () => {
    expect(pack({ files: [PROFILE, GAUGE] })).toEqual(pack({ files: [GAUGE, PROFILE] }))
  })

  it('may be installed again, and followed by a newer version', () => {
    const first = open(pack())
    expect(open(pack(), [first]).digest).toBe(first.digest)
    expect(open(pack({ version: '1.1.0' }), [first]).version).toBe('1.1.0')
    expect(open(pack({ version: '10.0.0' }), [open(pack({ version: '9.9.9' }))]).version).toBe('10.0.0')
  })

  it('is not made from a file that does not lint', () => {
    const text = CLIMATE.replace('air-temperature: 30.5', 'air-temperature: 31')
    expect(() => pack({ files: [{ ...PROFILE, text }] })).toThrow(/vector/)
  })
})

describe('a bad profile pack is refused by name and place', () => {
  it('signed by a key of nobody known', () => {
    expect(refusal(pack({}, keyOf()))).toEqual({ code: 'PACK_ISSUER', place: 'test-pack' })
    expect(refusal(pack({ issuer: 'other-house' }))).toEqual({ code: 'PACK_ISSUER', place: 'test-pack' })
  })

  it('whose bytes were changed behind the signature', () => {
    const bytes = pack()
    const at = Buffer.from(bytes).indexOf('Test climate')
    bytes[at] = 0x58
    expect(refusal(bytes)).toEqual({ code: 'PACK_SIGNATURE', place: 'test-pack' })
  })

  it('with a digest that is another file’s', async () => {
    const bytes = forged(await body([{ ...PROFILE, sha256: '0'.repeat(64) }]))
    expect(refusal(bytes)).toEqual({ code: 'PACK_FILE', place: `test-pack@1.0.0/${PROFILE.path}` })
  })

  it.each([
    ['a way out of the folder', { path: '../../etc/x.yaml', text: CLIMATE }, 'PACK_MALFORMED'],
    ['a file name that is not its id', { path: 'profiles/warehouse-climate/other.yaml', text: CLIMATE }, 'PACK_FILE'],
    ['text that is no YAML', { ...PROFILE, text: 'id: test-climate\na: [1' }, 'CATALOGUE_FILE'],
    ['an unknown word', { ...PROFILE, text: `${CLIMATE}\nbauds: 9600\n` }, 'CATALOGUE_FILE'],
    [
      'a vector that fails',
      { ...PROFILE, text: CLIMATE.replace('temperature: 30.5', 'temperature: 30.6') },
      'CATALOGUE_VECTOR',
    ],
    ['a kind nobody knows', { ...PROFILE, text: CLIMATE.replaceAll('warehouse-climate', 'moon') }, 'CATALOGUE_UNKNOWN'],
    [
      'a bomb of aliases',
      { ...PROFILE, text: `id: test-climate\na: &a [x]\n${'b: [*a,*a,*a,*a,*a,*a,*a,*a]\n'.repeat(40)}` },
      'CATALOGUE_FILE',
    ],
  ])('with %s', async (_title, file, code) => {
    const found = refusal(forged(await body([file])))
    expect(found.code).toBe(code)
    expect(found.place).toMatch(/^test-pack/)
  })

  it('that hides a shipped profile, or one of another pack', async () => {
    const shadow = {
      path: 'profiles/warehouse-climate/xy-md02.yaml',
      text: source('profiles/warehouse-climate/xy-md02.yaml'),
    }
    expect(refusal(forged(await body([shadow]))).code).toBe('PACK_SHADOWS')
    const first = open(pack())
    expect(refusal(pack({ id: 'second-pack' }), [first]).code).toBe('PACK_SHADOWS')
  })

  it('that changes a shipped kind', async () => {
    const kind = { path: 'kinds/distance-sensor.yaml', text: source('kinds/distance-sensor.yaml') }
    expect(refusal(forged(await body([kind]))).code).toBe('PACK_KIND_CHANGED')
  })

  it('that changes a kind its own older version brought', () => {
    const first = open(pack({ files: [GAUGE] }))
    const text = KIND.replace('unit: mm', 'unit: m')
    expect(refusal(pack({ version: '1.1.0', files: [{ ...GAUGE, text }] }), [first])).toEqual({
      code: 'PACK_KIND_CHANGED',
      place: 'test-pack',
    })
    expect(refusal(pack({ version: '1.1.0' }), [first]).code).toBe('PACK_KIND_CHANGED')
  })

  it('that is older than the one installed, or differs under the same version', () => {
    const first = open(pack({ version: '1.2.0' }))
    expect(refusal(pack({ version: '1.1.9' }), [first]).code).toBe('PACK_VERSION')
    expect(refusal(pack({ version: '1.2.0', files: [GAUGE] }), [first]).code).toBe('PACK_VERSION')
  })

  it('whose envelope names another pack than its text', async () => {
    const bytes = forged(await body([PROFILE], { id: 'other-pack' }))
    expect(refusal(bytes)).toEqual({ code: 'PACK_MALFORMED', place: 'test-pack' })
  })

  it('of more bytes than any pack may have', () => {
    expect(refusal(new Uint8Array(5 * 1024 * 1024)).code).toBe('PACK_TOO_LARGE')
  })

  it('however its bytes are cut, turned or made up', () => {
    const good = pack()
    const refused = (bytes: Uint8Array) => {
      try {
        openPack(bytes, { trusted, shipped })
        return false
      } catch (error) {
        return isRefusal(error)
      }
    }
    for (let length = 0; length < good.length; length += 7) expect(refused(good.slice(0, length))).toBe(true)
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, turn) => {
        const bytes = good.slice()
        bytes[at] = (bytes[at] ?? 0) ^ turn
        return refused(bytes)
      }),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => refused(bytes)),
      { numRuns: 2000 },
    )
  })
})
