import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AlarmEntry } from '@zaojun/core'
import { type CatalogueRule, loadCatalogue } from '@zaojun/device-profiles'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FORM_ROWS } from '../end-to-end/every-form.rows.ts'
import { type Caller, startBox } from '../harness/kitchen.ts'

type Row = Omit<AlarmEntry, 'type' | 'step'>
type OfRecord = CatalogueRule & { watch: { form: string; field: string; where?: Record<string, unknown> } }

const { rules, forms } = loadCatalogue()
const ofRecords = [...rules.values()].filter((rule): rule is OfRecord => 'form' in rule.watch)
const jurisdictions = Map.groupBy(ofRecords, ({ jurisdiction }) => jurisdiction)
/** What a typed number reads where the rule looks at another. */
const PLAIN = 50
const EXPECTED = { above: '--+', 'at-least': '-++', below: '--+', 'at-most': '-++', equal: '-+' }

let box: Caller
/** A box of that jurisdiction, without any device: all is typed. */
function startedBox(jurisdiction: string): void {
  const cleanups: (() => unknown)[] = []
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zaojun-record-rules-'))
    const flags = ['--site.jurisdiction', jurisdiction]
    box = (await startBox(folder, { uplink: flags, atEnd: (each) => void cleanups.push(each) })).box
    cleanups.unshift(() => rmSync(folder, { recursive: true, force: true }))
  })
  afterAll(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup()
  })
}

/** A record as somebody fills it in, with the value the rule looks at. */
function record({ watch: { form, field, where = {} } }: OfRecord, value: unknown): object {
  const { data = {}, measured = {} } = FORM_ROWS.find((row) => row.form === form) ?? {}
  const chosen = Object.entries(where).map(([key, wanted]) => [key, [wanted].flat()[0]])
  const filled = { ...data, ...Object.fromEntries([...Object.keys(measured).map((key) => [key, PLAIN]), ...chosen]) }
  const asked = Object.entries(filled).filter(([key]) => {
    const when = forms.get(form)?.fields[key]?.when ?? {}
    return Object.entries(when).every(([other, wanted]) =>
      [wanted].flat().includes((filled as Record<string, never>)[other] as never),
    )
  })
  return { form, by: 'cook-1', data: { ...Object.fromEntries(asked), [field]: value } }
}

/** Just inside, at and just outside the limit. */
function values({ broken: { is, value } }: CatalogueRule): unknown[] {
  if (typeof value !== 'number') return [!value, value]
  const step = Math.max(Math.abs(value) * 1e-3, 1e-4)
  const outwards = is === 'below' || is === 'at-most' ? -step : step
  return [value - outwards, value, value + outwards]
}

/** `+` where the record raised an alarm of its own, `-` where it raised none. */
async function verdict(rule: OfRecord, value: unknown): Promise<string> {
  const count = async () =>
    (await box.get<{ alarms: Row[] }>('/api/alarms')).body.alarms.filter((alarm) => alarm.rule === rule.id).length
  const before = await count()
  expect(await box.send('POST', '/api/records', record(rule, value)), String(value)).toMatchObject({ status: 200 })
  return (await count()) > before ? '+' : '-'
}

for (const [jurisdiction, rows] of jurisdictions)
  describe(`a record under the rules of ${jurisdiction}: just inside the limit, at it, just outside`, () => {
    startedBox(jurisdiction)
    it.each(rows.map((rule) => [rule.id, rule] as const))('%s', async (_id, rule) => {
      let said = ''
      for (const value of values(rule)) said += await verdict(rule, value)
      expect(said).toBe(EXPECTED[rule.broken.is])
    })
  })
