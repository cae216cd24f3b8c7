import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Alarm, type AlarmPlace, groupAlarms, SEVERITIES, SOUNDING_AT_MOST } from '../src/index.ts'

type Given = Partial<Alarm> & { at?: AlarmPlace }

const places = new Map<string, AlarmPlace>()
let count = 0
/** An alarm nobody acknowledged yet, at a device of its own unless told otherwise. */
function alarm({ at, ...about }: Given = {}): Alarm {
  const id = `alarm-${count++}`
  places.set(id, at ?? {})
  return {
    id,
    rule: 'a-rule',
    ruleVersion: 1,
    device: `device-${count}`,
    severity: 'major',
    active: true,
    acknowledged: false,
    raisedAt: count,
    times: 1,
    correction: 'due',
    level: 0,
    ...about,
  }
}
const grouped = (alarms: Alarm[], flooded = false) => groupAlarms(alarms, ({ id }) => places.get(id) ?? {}, { flooded })
const keys = (alarms: Alarm[], flooded = false) => grouped(alarms, flooded).map(({ key, count }) => `${key} ${count}`)

const fridge = { zone: 'warehouse', kind: 'refrigeration', bus: 'cold-line' }

describe('alarms with one cause are one group', () => {
  it('several of one device', () => {
    expect(keys([alarm({ device: 'fridge-1' }), alarm({ device: 'fridge-1', rule: 'other' })])).toEqual([
      'device:fridge-1 2',
    ])
  })

  it('devices that fell silent on one bus, with what else is wrong at them left apart', () => {
    const lost = { ...fridge, lost: true }
    const alarms = [alarm({ at: lost }), alarm({ at: lost }), alarm({ device: 'fridge-9', at: fridge })]
    expect(keys(alarms)).toEqual(['bus:cold-line 2', 'device:fridge-9 1'])
  })

  it('one silent device is no dead bus', () => {
    expect(keys([alarm({ device: 'fridge-1', at: { ...fridge, lost: true } })])).toEqual(['device:fridge-1 1'])
  })

  it('three of one kind in one room, not two', () => {
    const two = [alarm({ device: 'fridge-1', at: fridge }), alarm({ device: 'fridge-2', at: fridge })]
    expect(keys(two)).toEqual(['device:fridge-1 1', 'device:fridge-2 1'])
    expect(keys([...two, alarm({ at: fridge })])).toEqual(['zone:warehouse 3'])
  })

  it('a whole room in a flood', () => {
    const here = [alarm({ at: fridge }), alarm({ at: { zone: 'warehouse', kind: 'door' } })]
    expect(keys(here, true)).toEqual(['zone:warehouse 2'])
  })

  it('those of one rule that are about no device', () => {
    const lots = ['beef 1', 'beef 2'].map((subject) =>
      alarm({ device: undefined as never, form: 'receiving', subject, rule: 'cn-s09' }),
    )
    expect(keys(lots)).toEqual(['rule:cn-s09 2'])
  })
})

describe('a group', () => {
  it('is led by its gravest alarm, the oldest among equals', () => {
    const at = { device: 'fridge-1' }
    const [warn, older, newer] = [
      alarm({ ...at, severity: 'warn' }),
      alarm({ ...at, severity: 'critical', raisedAt: 5 }),
      alarm({ ...at, severity: 'critical', raisedAt: 9 }),
    ]
    expect(grouped([warn, newer, older])).toMatchObject([
      { lead: older?.id, severity: 'critical', alarms: [older?.id, newer?.id, warn?.id] },
    ])
  })

  it('leaves out what is out of sight', () => {
    const hidden = [{ until: 9 }, { suppressedBy: 'door-open' }, { outOfService: true as const }]
    expect(grouped(hidden.map((each) => alarm(each)))).toEqual([])
    expect(grouped([alarm({ active: false, acknowledged: true })])).toEqual([])
  })

  it('sounds only while somebody should look, and never for advice', () => {
    const quiet = [{ acknowledged: true }, { advisory: true as const }, { severity: 'info' as const }]
    expect(grouped(quiet.map((each) => alarm(each))).map(({ sounding }) => sounding)).toEqual([false, false, false])
  })

  it('an acknowledged critical alarm takes no place from one that nobody saw', () => {
    const seen = [1, 2, 3, 4].map(() => alarm({ severity: 'critical', acknowledged: true }))
    const unseen = alarm({ severity: 'warn' })
    expect(grouped([...seen, unseen]).find(({ lead }) => lead === unseen.id)?.sounding).toBe(true)
  })
})

it('each alarm in sight stands in one group, and at most three groups sound, never before a graver one', () => {
  const given = fc.record({
    device: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    severity: fc.constantFrom(...SEVERITIES),
    acknowledged: fc.boolean(),
    at: fc.record({
      zone: fc.constantFrom('x', 'y'),
      kind: fc.constantFrom('k', 'l'),
      bus: fc.constantFrom('m', 'n'),
      lost: fc.boolean(),
    }),
  })
  fc.assert(
    fc.property(fc.array(given, { maxLength: 40 }), fc.boolean(), (all, flooded) => {
      const alarms = all.map((each) => alarm(each))
      const groups = grouped(alarms, flooded)
      expect(groups.flatMap((group) => group.alarms).sort()).toEqual(alarms.map(({ id }) => id).sort())
      const sounding = groups.filter((group) => group.sounding)
      expect(sounding.length).toBeLessThanOrEqual(SOUNDING_AT_MOST)
      const waiting = groups.filter(({ unacknowledged, severity }) => unacknowledged > 0 && severity !== 'info')
      expect(sounding).toHaveLength(
        Math.min(
          SOUNDING_AT_MOST,
          waiting.filter(({ lead }) =>
            alarms.some(({ id, acknowledged, severity }) => id === lead && !acknowledged && severity !== 'info'),
          ).length,
        ),
      )
    }),
  )
})
