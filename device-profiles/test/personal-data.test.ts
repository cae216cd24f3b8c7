import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadCatalogue } from '../src/index.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/personal-data.md'), 'utf8')

it('the page on personal data names every purpose, basis and term of every kind', () => {
  const held = new Set<string>()
  for (const { events = {} } of loadCatalogue().kinds.values())
    for (const { fields, pictures } of Object.values(events)) {
      for (const { personal } of Object.values(fields))
        if (personal) held.add(`${personal.purpose} ${personal.basis} ${personal.retentionDays}`)
      if (pictures?.personal)
        held.add(`${pictures.personal.purpose} ${pictures.personal.basis} ${pictures.retentionDays}`)
    }
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|.*\| `(law|consent)` \| ([0-9]+) \|$/gm)]
  const said = new Set(rows.map(([, purpose, basis, days]) => `${purpose} ${basis} ${days}`))
  expect([...held].filter((each) => !said.has(each))).toEqual([])
  expect([...said].filter((each) => !held.has(each))).toEqual(['who-did-it law 730'])
})

it('a number is never also kept for a reason of its own, and no event keeps pictures without saying why', () => {
  for (const [id, { events = {} }] of loadCatalogue().kinds)
    for (const [event, { fields, pictures }] of Object.entries(events)) {
      const wrong = Object.keys(fields).filter((name) => fields[name]?.person && fields[name].personal)
      expect([id, event, wrong]).toEqual([id, event, []])
      if (pictures) expect([id, event, pictures.personal !== undefined]).toEqual([id, event, true])
    }
})
