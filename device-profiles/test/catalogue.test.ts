import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ZaojunError } from '@zaojun/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bindPoints, loadCatalogue } from '../src/index.ts'
import { catalogueSchemas } from '../src/schema.ts'

const source = join(import.meta.dirname, '..')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'catalogue-'))
  for (const part of ['kinds', 'profiles', 'scenes.yaml'])
    cpSync(join(source, part), join(folder, part), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function edit(file: string, from: string, to: string): void {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
  writeFileSync(path, text.replace(from, to))
}

function faultOf(): { code: string; place: string | undefined; message: string } {
  try {
    loadCatalogue(folder)
  } catch (error) {
    if (error instanceof ZaojunError) return { code: error.code, place: error.place, message: error.message }
    throw error
  }
  throw new Error('the catalogue loads')
}

const CLIMATE = 'profiles/warehouse-climate/xy-md02.yaml'
const VALVE = 'profiles/safety-valve/waveshare-relay-8ch.yaml'

describe('the catalogue', () => {
  it('[G2] offers forty-five kinds, twelve zones and profiles over five transports and more', () => {
    const { kinds, profiles, zones } = loadCatalogue()
    expect(kinds.size).toBe(45)
    expect(zones).toHaveLength(12)
    expect(new Set([...profiles.values()].flatMap((profile) => profile.transports)).size).toBeGreaterThanOrEqual(5)
  })

  it('has a digest that follows every byte', () => {
    const before = loadCatalogue(folder).digest
    edit(CLIMATE, 'version: 1.0.0', 'version: 1.0.1')
    expect(loadCatalogue(folder).digest).not.toBe(before)
  })

  it('has JSON Schemas on disk that are those of the code', () => {
    for (const [name, text] of Object.entries(catalogueSchemas()))
      expect(readFileSync(join(source, 'schema', `${name}.schema.json`), 'utf8')).toBe(text)
  })

  it('names the place of an unknown word', () => {
    edit(CLIMATE, 'positions: 1', 'positions: 1\nbauds: 9600')
    expect(faultOf()).toMatchObject({ code: 'CATALOGUE_FILE', place: expect.stringContaining('xy-md02.yaml') })
  })

  it('names the place of text that is no YAML', () => {
    edit(CLIMATE, 'positions: 1', 'positions: [1')
    expect(faultOf()).toMatchObject({ code: 'CATALOGUE_FILE', place: CLIMATE })
  })

  it('refuses an id that stands twice', () => {
    cpSync(join(folder, CLIMATE), join(folder, 'profiles/warehouse-climate/copy.yaml'))
    expect(faultOf()).toMatchObject({ code: 'CATALOGUE_DUPLICATE' })
  })

  it('refuses a profile of an unknown kind', () => {
    edit(CLIMATE, 'kinds: [warehouse-climate,', 'kinds: [weather, warehouse-climate,')
    expect(faultOf()).toMatchObject({ code: 'CATALOGUE_PROFILE', place: `${CLIMATE}/bindings` })
  })

  it('refuses a binding of an unknown point', () => {
    edit(
      CLIMATE,
      '  warehouse-climate: { air-temperature: air-temperature,',
      '  warehouse-climate: { wind: x, air-temperature: air-temperature,',
    )
    expect(faultOf()).toMatchObject({ code: 'CATALOGUE_UNKNOWN', place: `${CLIMATE}/bindings/warehouse-climate/wind` })
  })

  it('refuses two channels on one register', () => {
    edit(CLIMATE, 'address: 2', 'address: 1')
    expect(faultOf()).toMatchObject({ code: 'CATALOGUE_PROFILE', place: `${CLIMATE}/channels/relative-humidity` })
  })

  it('refuses a profile whose golden vector fails, naming the vector', () => {
    edit(CLIMATE, 'air-temperature: 30.5', 'air-temperature: 30.6')
    expect(faultOf()).toMatchObject({ code: 'CATALOGUE_VECTOR', place: `${CLIMATE}/vectors/0` })
  })

  it('[D19] refuses a profile with a command that opens a safety valve', () => {
    edit(VALVE, "['valve-{n}-closed']\n    to: true", "['valve-{n}-closed']\n    to: false")
    expect(faultOf()).toMatchObject({ code: 'CATALOGUE_PROFILE', place: `${VALVE}/commands/close` })
  })
})

describe('the default binding', () => {
  const catalogue = loadCatalogue()
  const codeOf = (make: () => unknown): string => {
    try {
      make()
    } catch (error) {
      if (error instanceof ZaojunError) return error.code
    }
    return 'none'
  }

  it('gives each position its own channel', () => {
    expect(bindPoints(catalogue, 'core-temp-probe', { id: 'board', profile: 'pt100-8ch' }, 8)).toEqual({
      'core-temperature': { unit: 'board', channel: 'probe-8' },
    })
  })

  it('needs no position where a unit has one', () => {
    expect(Object.keys(bindPoints(catalogue, 'gas-monitor', { id: 'gas', profile: 'pemtech-pt495' }))).toHaveLength(4)
  })

  it.each([
    ['an unknown kind', 'oven', 'xy-md02', undefined, 'BINDING_KIND'],
    ['an unknown profile', 'gas-monitor', 'nothing', undefined, 'BINDING_PROFILE'],
    ['a profile of another kind', 'gas-monitor', 'xy-md02', undefined, 'BINDING_MISMATCH'],
    ['a missing position', 'core-temp-probe', 'pt100-8ch', undefined, 'BINDING_POSITION'],
    ['a position beyond the last', 'core-temp-probe', 'pt100-8ch', 9, 'BINDING_POSITION'],
  ])('refuses %s', (_title, kind, profile, position, code) => {
    expect(codeOf(() => bindPoints(catalogue, kind, { id: 'u', profile }, position))).toBe(code)
  })
})
