import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { lintFile } from '../../scripts/profile/lint-file.ts'
import { isGood, isRejection, loadCatalogue, Profile } from '../src/index.ts'

const root = join(import.meta.dirname, '../..')
const guide = readFileSync(join(root, 'docs/profiles.md'), 'utf8')
const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm
const prose = guide.replace(FENCE, '')
/** What stands between backquotes in the prose, word by word. */
const named = new Set([...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) => code.split(/[^A-Za-z0-9-]+/)))
const examples = [...guide.matchAll(FENCE)].filter(([, tongue]) => tongue === 'yaml').map(([, , text = '']) => text)
const catalogue = loadCatalogue()
const profiles = examples.map((text) => parse(text) as Profile)

type Schema = {
  const?: unknown
  enum?: unknown[]
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  items?: Schema | Schema[]
  anyOf?: Schema[]
}

/** Every key a profile file may hold, and every word that stands for a choice. */
function wordsOf(schema: Schema, into = new Set<string>()): Set<string> {
  const inner = [
    ...Object.values(schema.properties ?? {}),
    ...Object.values(schema.patternProperties ?? {}),
    ...[schema.items ?? []].flat(),
    ...(schema.anyOf ?? []),
  ]
  for (const key of Object.keys(schema.properties ?? {})) into.add(key)
  for (const word of [...(schema.enum ?? []), schema.const]) if (typeof word === 'string' && word.trim()) into.add(word)
  for (const each of inner) wordsOf(each, into)
  return into
}

describe('the guide to profiles', () => {
  it('names every key and every word of a profile file', () => {
    const words = [...wordsOf(Profile as Schema)]
    expect(words.length).toBeGreaterThan(200)
    expect(words.filter((word) => !named.has(word)).sort()).toEqual([])
  })

  it('names every verb of zaojun profile', () => {
    const verbs = globSync(join(root, 'scripts/profile/verbs/*.ts')).map((file) => basename(file, '.ts'))
    expect(verbs.filter((verb) => !prose.includes(`zaojun profile ${verb}`))).toEqual([])
  })

  it('has one small whole example for each way a unit is spoken to', () => {
    const ways = profiles.flatMap((profile) =>
      (['modbus', 'stream', 'mqtt', 'http', 'hj212', 'jt808'] as const).filter((section) => profile[section]),
    )
    expect([...new Set(ways)].sort()).toEqual(['hj212', 'http', 'jt808', 'modbus', 'mqtt', 'stream'])
    expect(profiles.some(({ transports }) => transports.includes('keyboard'))).toBe(true)
    expect(profiles.some(({ mqtt }) => mqtt?.bytes)).toBe(true)
  })

  it.each(profiles.map((profile, index) => [profile.id, index] as const))('shows %s, which loads', (id, index) => {
    const profile = profiles[index] as Profile
    const findings = lintFile(`profiles/${profile.kinds[0]}/${id}.yaml`, examples[index] ?? '', catalogue)
    const wrong = findings.filter(({ code }) => code !== 'schema-line')
    expect(wrong.map(({ path, text }) => `${path} ${text.en}`)).toEqual([])
    expect([profile.vectors.some(isGood), profile.vectors.some(isRejection)]).toEqual([true, true])
  })
})
