import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Kind, type KindPoint, loadCatalogue } from '../src/index.ts'

const { kinds, zones } = loadCatalogue()
const all = [...kinds.values()]
const icons = join(import.meta.dirname, '..', '..', 'nodes', 'icons')

/** Items of chapter 5 that are things on a wire, not papers or screens. */
const PHYSICAL: Record<number, number[]> = {
  2: [1, 2, 3, 4, 5, 6],
  3: [3],
  4: [2, 3, 4, 5, 6, 7, 8],
  5: [1, 2, 3, 4],
  6: [1, 2, 3, 4, 5, 6, 11],
  7: [1, 2, 3, 4, 5],
  8: [1, 3],
  9: [1, 2, 3, 4],
  10: [1, 2, 3, 4, 5, 6, 7, 8],
  11: [1, 2, 3],
  12: [1, 2, 3, 4, 5, 6, 7],
  13: [1, 2, 3, 4, 5, 6, 7, 8],
}
const UCUM =
  `1 % %{LEL} {count} {RLU} [pH] [ppm] A Cel Cel/min Hz L NTU Pa V W deg g h kJ kPa kV kW.h kg kg/m2 km km/h lx m m/s
  m3 m3/h mA mL mV mg/L mg/g mg/m3 mm s uA uS/cm uW/cm2`.split(/\s+/)

const pointsOf = (test: (point: KindPoint) => unknown): string[] =>
  all
    .flatMap(({ id, points }) => Object.entries(points).map(([key, point]) => ({ name: `${id}.${key}`, point })))
    .filter(({ point }) => test(point))
    .map(({ name }) => name)
    .sort()
const servedBy = (clause: string): string[] => all.filter((kind) => kind.clauses.includes(clause)).map(({ id }) => id)
const eventFields = ({ events = {} }: Kind) =>
  Object.entries(events).flatMap(([event, { fields }]) =>
    Object.entries(fields).map(([key, field]) => ({ name: `${event}.${key}`, field })),
  )

describe('the kinds together', () => {
  it('serve each device of clause 4.3.10 by exactly one kind', () => {
    for (let number = 1; number <= 25; number++) expect([number, servedBy(`D${number}`).length]).toEqual([number, 1])
  })

  it('serve every item of the scenes that stands on a wire', () => {
    const unserved = Object.entries(PHYSICAL)
      .flatMap(([zone, items]) => items.map((item) => `S${zone}.${item}`))
      .filter((clause) => servedBy(clause).length === 0)
    expect(unserved).toEqual([])
  })

  it('have names that stand once in each language', () => {
    for (const tongue of ['zh', 'en'] as const)
      expect(new Set(all.map(({ name }) => name[tongue])).size).toBe(all.length)
  })

  it('give a key one type of value wherever it stands', () => {
    const types = new Map<string, string>()
    for (const { id, points } of all)
      for (const [key, { value }] of Object.entries(points)) {
        expect([id, key, types.get(key) ?? value]).toEqual([id, key, value])
        types.set(key, value)
      }
  })
})

describe.each(all.map((kind) => [kind.id, kind] as const))('the kind %s', (id, kind) => {
  const points = Object.entries(kind.points)

  it('stands in known zones and has an icon of its own', () => {
    const known = new Set(zones.map((zone) => zone.id))
    for (const zone of kind.zones) expect(known).toContain(zone)
    expect(kind.icon).toBe(`${id}.svg`)
    expect(existsSync(join(icons, kind.icon))).toBe(true)
  })

  it('shows one or two main points', () => {
    expect([1, 2]).toContain(points.filter(([, { main }]) => main).length)
  })

  it('says everything in both languages', () => {
    const words = [kind, ...Object.values(kind.points), ...Object.values(kind.commands ?? {})].map(({ name }) => name)
    const more = Object.values(kind.events ?? {}).flatMap(({ name, fields }) => [
      name,
      ...Object.values(fields).map((field) => field.name),
    ])
    const states = points.flatMap(([, point]) => Object.values(point.states ?? {}))
    for (const { zh, en } of [...words, ...more, ...states, kind.description]) {
      expect(zh).not.toBe('')
      expect(en).toMatch(/^[\x20-\x7e’é]+$/)
    }
  })

  it('records numbers with decimals, deadband and silence, in a known unit', () => {
    for (const [key, point] of points) {
      expect(key).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
      expect(point.longestSilenceSeconds).toBeLessThanOrEqual(300)
      if (point.value !== 'number') continue
      expect([typeof point.decimals, typeof point.deadband]).toEqual(['number', 'number'])
      if (point.unit !== undefined) expect(UCUM).toContain(point.unit)
    }
    for (const { field } of eventFields(kind)) if (field.unit !== undefined) expect(UCUM).toContain(field.unit)
  })

  it('has a word for true and for false, and an alarm on booleans only', () => {
    for (const [, { value, states = {}, abnormalWhenTrue }] of points) {
      if (value === 'boolean') expect(Object.keys(states).sort()).toEqual(['false', 'true'])
      else expect(abnormalWhenTrue).toBeUndefined()
      if (value === 'number') expect(states).toEqual({})
    }
  })

  it('bounds every number an order carries', () => {
    for (const { value, min, max } of Object.values(kind.commands ?? {}))
      if (value === 'number') expect(min).toBeLessThan(max ?? Number.NaN)
  })

  it('names people only by number, in fields that become pseudonyms', () => {
    for (const { name, field } of eventFields(kind)) {
      expect([name, field.person === true && field.personal !== undefined]).toEqual([name, false])
      if (/(^|-)person$/.test(name.split('.')[1] ?? '')) expect([name, field.person]).toEqual([name, true])
    }
  })
})

describe('what an order may do to people', () => {
  it('is bounded to one way for gas and flame', () => {
    expect(pointsOf(({ onlyTo }) => onlyTo === true)).toEqual([
      'flow-meter.valve-closed',
      'safety-valve.closed',
      'smart-burner.valve-closed',
    ])
    expect(pointsOf(({ onlyTo }) => onlyTo === false)).toEqual(['smart-burner.flame-on'])
  })

  it('needs an empty room for ultraviolet, ozone and fog', () => {
    expect(pointsOf(({ harmsPeople }) => harmsPeople)).toEqual([
      'body-disinfection.running',
      'env-disinfection.running',
      'tool-cabinet.running',
      'uv-lamp.lamp-on',
      'workwear-cabinet.running',
    ])
  })

  it('rests on these witnesses of persons and doors', () => {
    expect(pointsOf(({ tells }) => tells === 'person-present')).toEqual([
      'body-disinfection.occupied',
      'presence-sensor.occupied',
      'smart-burner.person-present',
      'uv-lamp.occupied',
    ])
    expect(pointsOf(({ tells }) => tells === 'door-open')).toEqual([
      'access-terminal.door-open',
      'body-disinfection.inner-door-open',
      'body-disinfection.outer-door-open',
      'door.door-open',
      'tool-cabinet.door-open',
      'workwear-cabinet.door-open',
    ])
  })

  it('knows the door of every cabinet that disinfects', () => {
    for (const id of ['tool-cabinet', 'workwear-cabinet'])
      expect([id, kinds.get(id)?.points['door-open']?.optional]).toEqual([id, undefined])
  })

  it('never opens gas and never lights', () => {
    const orders = all.flatMap(({ id, commands = {} }) => Object.keys(commands).map((command) => `${id} ${command}`))
    expect(orders.filter((order) => /open|ignite|light/.test(order))).toEqual([])
    expect(orders.filter((order) => /^(safety-valve|smart-burner|gas-monitor|flow-meter) /.test(order))).toEqual([
      'flow-meter close',
      'safety-valve close',
      'smart-burner shut-off',
      'smart-burner set-unattended-limit',
    ])
  })
})

describe('what is about a person', () => {
  const personal = all.flatMap((kind) =>
    eventFields(kind)
      .filter(({ field }) => field.personal !== undefined)
      .map(({ name, field }) => ({ name, personal: field.personal })),
  )

  it('is held by law where the health of food handlers is checked', () => {
    const health = personal.filter((each) => each.personal?.purpose === 'food-handler-health-check')
    expect(health.length).toBeGreaterThan(6)
    for (const { personal } of health) expect(personal).toMatchObject({ basis: 'law', sensitive: true })
  })

  it('is held by consent where a body is weighed or a face is pictured', () => {
    const weighed = personal.filter(({ name }) => name.startsWith('person-weighed.'))
    expect(weighed).toHaveLength(6)
    for (const { personal } of weighed) expect(personal).toMatchObject({ basis: 'consent', sensitive: true })
    for (const [id, event] of [
      ['morning-check', 'person-checked'],
      ['access-terminal', 'person-passed'],
      ['hand-sanitizer', 'hand-washed'],
    ] as const)
      expect(kinds.get(id)?.events?.[event]?.pictures?.personal).toMatchObject({ basis: 'consent', sensitive: true })
  })

  it('is never a point, which would stand in a batch', () => {
    const bodily = /body|wrist|weight$|bmi|muscle|symptom|fever|^face|person$/
    expect(pointsOf(() => true).filter((name) => bodily.test(name.split('.')[1] ?? ''))).toEqual([])
  })
})
