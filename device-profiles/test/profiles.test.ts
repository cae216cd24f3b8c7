import { globSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pureRoundTrip } from '../../scripts/profile/round-trip.ts'
import { commandPdu } from '../src/commands.ts'
import { isGood, isRejection, loadCatalogue, styleNotes } from '../src/index.ts'
import { sendingOf } from '../src/message/sending.ts'

const { kinds, profiles } = loadCatalogue()
const all = [...profiles.values()]
const files = globSync(join(import.meta.dirname, '../profiles/*/*.yaml'))
const idOf = (file: string): string => basename(file, '.yaml')

describe('the profiles together', () => {
  it('serve every kind', () => {
    const served = new Set(all.flatMap((profile) => profile.kinds))
    expect([...kinds.keys()].filter((kind) => !served.has(kind))).toEqual([])
  })

  it('stand in files of their name, in the folder of one of their kinds', () => {
    for (const file of files) {
      const profile = profiles.get(idOf(file))
      expect([file, profile?.id]).toEqual([file, idOf(file)])
      expect([file, profile?.kinds]).toEqual([file, expect.arrayContaining([basename(dirname(file))])])
    }
  })

  it('have names that stand once in each language', () => {
    for (const tongue of ['zh', 'en'] as const) {
      const names = all.map(({ name }) => name[tongue])
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    }
  })

  it('are sixty files and more', () => {
    const verified = all.filter((profile) => profile.verified).length
    console.log(`${files.length} profiles in files, ${all.length} with the derived ones, ${verified} verified`)
    expect(files.length).toBeGreaterThanOrEqual(60)
  })
})

describe.each(all.map((profile) => [profile.id, profile] as const))('%s', (_id, profile) => {
  it('comes from a named source, in both languages, every channel used or spoken of', () => {
    const notes = styleNotes(profile).filter(({ code }) => code !== 'unverified-orders')
    expect(notes.map(({ code, path }) => `${code} ${path}`)).toEqual([])
  })

  it('has a vector that is good and one that is not, and the exact bytes of every order', () => {
    expect(profile.vectors.some(isGood)).toBe(true)
    expect(profile.vectors.some(isRejection)).toBe(true)
    for (const key of Object.keys(profile.commands ?? {}))
      expect([key, profile.vectors.some((vector) => 'command' in vector && vector.command === key)]).toEqual([
        key,
        true,
      ])
  })

  it('writes nothing as long as it is not verified', () => {
    const draft = { ...profile, verified: false }
    for (const [command, { channels, limits }] of Object.entries(profile.commands ?? {}))
      for (const channel of channels) {
        const value = limits?.min
        const order = { channel, command, value, address: 'unit-1', id: 'o-1' }
        expect(commandPdu(draft, {}, channel, command, value)).toEqual({ error: 'profile-unverified' })
        expect(sendingOf(draft, {}, order)).toEqual({ error: 'profile-unverified' })
      }
  })

  it('reads back what its simulated unit meant', () => {
    expect(pureRoundTrip(profile)).toEqual([])
  })
})
