import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exampleOf } from '../build/examples.ts'
import { helpOf } from '../build/help.ts'
import { groupOf, readKinds } from '../build/kinds.ts'
import { deviceStatus } from '../src/device/device-status.ts'
import { eventMessageOf, eventOf } from '../src/shared/event.ts'

type Part = { id: string; type: string; x?: number; y?: number; wires?: string[][]; outputs?: number }
const kinds = readKinds()
const kindOf = (id: string) => {
  const kind = kinds.find((each) => each.id === id)
  if (kind === undefined) throw new Error(`no kind ${id}`)
  return kind
}
const partsOf = (id: string) => exampleOf(kindOf(id)) as Part[]
const template = (language: string) =>
  readFileSync(join(import.meta.dirname, '..', 'src', 'device', `help.${language}.html`), 'utf8')

describe('the group of a kind in the palette', () => {
  it('is the zone it likeliest stands in, in the order of the zones', () => {
    expect(groupOf(kindOf('gas-monitor'))).toEqual({
      id: 'zaojun_cooking',
      order: 9,
      name: { zh: '灶君 · 烹饪间', en: 'Zaojun · Cooking room' },
    })
  })

  it('has no hyphen in its name, which would make it part of another', () => {
    for (const kind of kinds) expect(groupOf(kind).id).toMatch(/^[a-z_]+$/)
  })
})

describe('the example flow of a kind', () => {
  it.each(kinds.map(({ id }) => id))('places %s and wires it to what is there', (id) => {
    const parts = partsOf(id)
    const known = new Set(parts.map((part) => part.id))
    expect(known.size).toBe(parts.length)
    for (const part of parts.filter(({ type }) => type !== 'tab' && type !== 'kitchen-gateway')) {
      expect([typeof part.x, typeof part.y]).toEqual(['number', 'number'])
      for (const target of part.wires?.flat() ?? []) expect(known).toContain(target)
      if (part.outputs !== undefined) expect(part.wires).toHaveLength(part.outputs)
    }
  })

  it('has a button for each command, with a value where one is needed', () => {
    const buttons = partsOf('oil-temp-online').filter(({ type }) => type === 'inject')
    expect(buttons).toMatchObject([
      {
        props: [
          { p: 'command', v: 'set-target' },
          { p: 'value', v: '130', vt: 'num' },
        ],
      },
    ])
  })

  it('lets alarms and faults through a switch, where the kind has any', () => {
    expect(partsOf('gas-monitor').filter(({ type }) => type === 'switch')).toMatchObject([
      { property: 'reading.point', outputs: 3 },
      { property: 'reading.value', rules: [{ t: 'true' }] },
    ])
    expect(partsOf('code-reader').some(({ type }) => type === 'switch')).toBe(false)
  })
})

describe('the help of a kind', () => {
  it.each(kinds.map(({ id }) => id))('of %s leaves no mark of the template', (id) => {
    for (const [language, tongue] of [
      ['zh-CN', 'zh'],
      ['en-US', 'en'],
    ] as const)
      expect(helpOf(kindOf(id), template(language), tongue)).not.toMatch(/__[A-Z]+__|undefined/)
  })

  it('names points with their units, and commands with what they allow', () => {
    const help = helpOf(kindOf('oil-temp-online'), template('zh-CN'), 'zh')
    expect(help).toContain('<li>油温 <code>oil-temperature</code> (°C)</li>')
    expect(help).toContain('<code>set-target</code>，msg.value 60…190 °C')
  })

  it('names the open fields of events and counts the personal ones', () => {
    const help = helpOf(kindOf('access-terminal'), template('en-US'), 'en')
    expect(help).toContain('person, direction, method, result, mask; 3 personal fields are kept apart')
    expect(help).not.toContain('body-temperature')
  })
})

describe('an event of a device', () => {
  const entry = { type: 'event', device: 'reader-1', event: 'code-read', data: { code: '690' }, wall: 1000, seq: 7 }

  it('becomes a message of its own', () => {
    const event = eventOf(entry)
    expect(event && eventMessageOf(event)).toMatchObject({ topic: 'reader-1/code-read', payload: { code: '690' } })
  })

  it('is nothing else', () => {
    expect(eventOf({ ...entry, type: 'record' })).toBeUndefined()
    expect(eventOf({ ...entry, data: null })).toBeUndefined()
  })

  it('is the status of a device that has told no reading', () => {
    const status = deviceStatus(
      kindOf('code-reader'),
      {
        link: { state: 'online', attempt: 0, since: 0 },
        fault: undefined,
        health: undefined,
        event: eventOf(entry),
        readings: new Map(),
        now: 1000,
      },
      (key) => key,
      'zh-CN',
    )
    expect(status.text).toBe('扫码 · age.now')
  })
})

describe('the status of a device that is away', () => {
  const away = (reason: string) =>
    deviceStatus(
      kindOf('door'),
      {
        link: { state: 'online', attempt: 0, since: 0 },
        fault: undefined,
        health: { type: 'device-health', device: 'door-1', health: 'offline', since: 0, reason },
        event: undefined,
        readings: new Map(),
        now: 1000,
      },
      (key) => ({ 'status.device-offline': 'offline', 'reason.broker-untrusted': 'broker not trusted' })[key] ?? key,
      'en-US',
    ).text

  it('says why in words, or by the code where there are none', () => {
    expect(away('broker-untrusted')).toBe('offline · broker not trusted')
    expect(away('exception-9')).toBe('offline · exception-9')
  })
})
