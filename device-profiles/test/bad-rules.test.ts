import { ZaojunError } from '@zaojun/core'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { contentFrom, readFiles } from '../src/catalogue.ts'
import { type CatalogueContent, loadCatalogue } from '../src/index.ts'

const PATH = 'rules/cn/bad.yaml'
const shipped: CatalogueContent = loadCatalogue()
const GOOD = {
  id: 'a-new-rule',
  version: 1,
  title: { zh: '冷藏过热', en: 'Too warm' },
  watch: { kinds: ['refrigeration'], point: 'air-temperature' },
  broken: { is: 'above', value: 8, unit: 'Cel' },
  clear: 7.5,
  severity: 'major',
  citation: { document: 'site policy', verified: 'policy' },
}

function read(text: string): void {
  readFiles(contentFrom(shipped), [{ path: PATH, bytes: new TextEncoder().encode(text) }])
}
/** What is said of a file with one row that differs from a good one so. */
function refusal(text: string): { code: string; place: string | undefined; message: string } {
  try {
    read(text)
  } catch (error) {
    if (!(error instanceof ZaojunError)) throw error
    const { code, place, message } = error
    return { code, place, message }
  }
  throw new Error('it was taken')
}
const fileOf = (more: object): string => stringify({ jurisdiction: 'cn', rules: [{ ...GOOD, ...more }] })
const noPoint = { kinds: ['refrigeration'], point: 'no-point' }
const form = { form: 'sample-retention', field: 'net' }
const limit = (broken: object) => ({ clear: undefined, broken })

/** What is wrong, the row, its code, its place in the file, and a word the message names. */
const FAULTS: [string, object, string, string, string][] = [
  ['a kind that is not there', { watch: { kinds: ['oven'], point: 'x' } }, 'CATALOGUE_UNKNOWN', '/watch/kinds', 'oven'],
  ['a point that is not there', { watch: noPoint }, 'CATALOGUE_UNKNOWN', '/watch/point', 'no-point'],
  [
    'a point beside it that is not there',
    { when: [{ point: 'no-point', is: true }] },
    'CATALOGUE_UNKNOWN',
    '/when',
    'no-point',
  ],
  [
    'an excuse that is not there',
    { unless: [{ so: { point: 'no-excuse', is: true }, atMostSeconds: 60 }] },
    'CATALOGUE_UNKNOWN',
    '/when',
    'no-excuse',
  ],
  [
    'an event field that is not there',
    { watch: { kinds: ['uv-lamp'], event: 'session-completed', field: 'no-field' } },
    'CATALOGUE_UNKNOWN',
    '/watch',
    'no-field',
  ],
  ['a quantity nobody works out', { watch: { quantity: 'luck' } }, 'CATALOGUE_UNKNOWN', '/watch/quantity', 'luck'],
  ['a room that is not there', { zones: ['attic'] }, 'CATALOGUE_UNKNOWN', '/zones', 'attic'],
  ['the wrong unit', limit({ is: 'above', value: 8, unit: '[degF]' }), 'CATALOGUE_RULE', '', '[degF]'],
  ['a limit of another type', limit({ is: 'equal', value: true }), 'CATALOGUE_RULE', '', 'boolean on number'],
  ['a word that is above', limit({ is: 'above', value: 'hot' }), 'CATALOGUE_RULE', '', 'text on number'],
  ['a clear value that breaks the limit', { clear: 9 }, 'CATALOGUE_RULE', '', 'clear value'],
  [
    'a quantity in another unit',
    { watch: { quantity: 'days-to-expiry' }, ...limit({ is: 'at-most', value: 1, unit: 'h' }) },
    'CATALOGUE_RULE',
    '',
    'the limit is in h',
  ],
  [
    'silence in minutes',
    { watch: { silence: true }, ...limit({ is: 'above', value: 10, unit: 'min' }) },
    'CATALOGUE_RULE',
    '',
    'in seconds',
  ],
  [
    'a mean of what people record',
    { watch: form, over: { mean: 3600 }, ...limit({ is: 'below', value: 125, unit: 'g' }) },
    'CATALOGUE_RULE',
    '',
    'come over time',
  ],
  [
    'a rate in the unit of the point',
    { over: { perHour: 900 }, ...limit({ is: 'above', value: 12, unit: 'Cel' }) },
    'CATALOGUE_RULE',
    '',
    'the point in K/h',
  ],
  ['a severity that is not one', { severity: 'dire' }, 'CATALOGUE_FILE', '/severity', ''],
  ['a version below one', { version: 0 }, 'CATALOGUE_FILE', '/version', ''],
  ['no source', { citation: undefined }, 'CATALOGUE_FILE', '', 'citation'],
  [
    'an excuse without an end',
    { unless: [{ so: { point: 'door-open', is: true } }] },
    'CATALOGUE_FILE',
    '/unless/0',
    '',
  ],
  ['a word that is no part of a rule', { threshold: 8 }, 'CATALOGUE_FILE', '/threshold', ''],
  ['a wait of more than a day', { forSeconds: 90_000 }, 'CATALOGUE_FILE', '/forSeconds', ''],
  ['an id that stands already', { id: 'cn-t01' }, 'CATALOGUE_DUPLICATE', '', 'cn-t01'],
]

describe('a rule file is refused with code, name and place for', () => {
  it.each(FAULTS)('%s', (_what, more, code, place, name) => {
    const said = refusal(fileOf(more))
    expect(said.code).toBe(code)
    expect(said.place).toBe(`${PATH}/rules/0${place}`)
    expect(said.message).toContain(name)
  })

  it.each([
    ['a form that is not there', { form: 'no-form', field: 'x' }, 'no-form/x'],
    ['a field that is not there', { form: 'sample-retention', field: 'colour' }, 'sample-retention/colour'],
  ])('%s', (_what, watch, name) => {
    const said = refusal(fileOf({ watch, clear: undefined }))
    expect(said).toMatchObject({ code: 'CATALOGUE_UNKNOWN', place: 'rules/a-new-rule' })
    expect(said.message).toContain(name)
  })

  it('no rules at all, and for what is no YAML', () => {
    expect(refusal(stringify({ jurisdiction: 'cn', rules: [] }))).toMatchObject({
      code: 'CATALOGUE_FILE',
      place: `${PATH}/rules`,
    })
    expect(refusal('rules: [')).toMatchObject({ code: 'CATALOGUE_FILE', place: PATH })
  })

  it('nothing where the row is good', () => {
    expect(() => read(fileOf({}))).not.toThrow()
  })
})
