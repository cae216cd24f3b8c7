import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { resolveConfig } from '../src/config.ts'

const closed = { additionalProperties: false }
const Schema = Type.Object(
  { http: Type.Object({ port: Type.Integer(), host: Type.String() }, closed), sealSeconds: Type.Integer() },
  closed,
)
const defaults = { http: { port: 80, host: 'a' }, sealSeconds: 60 }

describe('configuration', () => {
  it('takes flags before the environment, the environment before the file, the file before defaults', () => {
    const sources = {
      defaults,
      file: { name: 'f.yaml', content: { http: { port: 1, host: 'file' }, sealSeconds: 1 } },
      env: { prefix: 'Z', variables: { Z_HTTP_PORT: '2', Z_SEAL_SECONDS: '2' } },
      flags: ['--sealSeconds', '3'],
    }
    expect(resolveConfig(Schema, sources)).toEqual({ http: { port: 2, host: 'file' }, sealSeconds: 3 })
  })

  it.each([
    ['in the file', { file: { name: 'f.yaml', content: { http: { prot: 1 } } } }, 'http.prot', 'f.yaml'],
    ['in the environment', { env: { prefix: 'Z', variables: { Z_HTTP_PROT: '1' } } }, 'Z_HTTP_PROT', 'environment'],
    ['on the command line', { flags: ['--http.prot', '1'] }, 'http.prot', 'command line --http.prot'],
  ])('refuses an unknown key %s by its name', (_where, source, name, place) => {
    expect(() => resolveConfig(Schema, { defaults, ...source })).toThrow(
      expect.objectContaining({ code: 'CONFIG_UNKNOWN_KEY', message: expect.stringContaining(name), place }),
    )
  })

  it('leaves other programs’ variables alone', () => {
    const env = { prefix: 'Z', variables: { PATH: '/bin', ZZ_TOP: '1' } }
    expect(resolveConfig(Schema, { defaults, env })).toEqual(defaults)
  })

  it('names the key whose value does not fit', () => {
    expect(() => resolveConfig(Schema, { defaults, flags: ['--http.port', 'many'] })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', place: 'http.port' }),
    )
  })
})
