import { describe, expect, it } from 'vitest'
import type { Duty, InterlockRow } from '../../kiosk/src/box/shapes.ts'
import { groupsOf } from '../../kiosk/src/duties/groups.ts'
import { lookOf } from '../../kiosk/src/interlocks/look.ts'

const HOUR_MS = 3_600_000
const NOON = Date.UTC(2026, 10, 23, 4)
const duty = (id: string, state: Duty['state'], hours: number): Duty => ({
  id,
  form: 'fridge-round',
  due: NOON + hours * HOUR_MS,
  overdue: NOON + (hours + 2) * HOUR_MS,
  state,
})

describe('the duties of the page', () => {
  it('are those of the kitchen’s own day, and what is still open from before', () => {
    const duties = [
      duty('yesterday-missed', 'missed', -14),
      duty('yesterday-open', 'overdue', -14),
      duty('now', 'due', -1),
      duty('tonight', 'coming', 8),
      duty('tomorrow', 'coming', 14),
    ]
    const groups = groupsOf(duties, NOON, 'Asia/Shanghai')
    expect(Object.entries(groups).flatMap(([group, all]) => all.map(({ id }) => `${group} ${id}`))).toEqual([
      'overdue yesterday-open',
      'due now',
      'coming tonight',
    ])
  })
})

describe('the look of an interlock', () => {
  const target = { device: 'main-gas-valve', command: 'close', orderable: true, shown: true, attempts: 1 }
  const row: InterlockRow = {
    key: 'gas-level-2.cooking',
    interlock: 'gas-level-2',
    title: { zh: '切断', en: 'Shut-off' },
    description: { zh: '', en: '' },
    zone: 'cooking',
    latching: true,
    optional: false,
    mode: 'armed',
    state: 'ready',
    causes: [],
    targets: [target],
    checks: [],
  }
  const cases: [string, Partial<InterlockRow>][] = [
    ['armed', {}],
    ['powerless', { targets: [] }],
    ['latched', { state: 'tripped' }],
    ['unconfirmed', { state: 'tripped', targets: [target, { ...target, shown: false, attempts: 3 }] }],
    ['tripped', { state: 'tripped', latching: false }],
    ['latched', { state: 'tripped', latching: false, trip: { at: NOON, testedBy: 'person-8' } }],
    ['test', { mode: 'test' }],
    ['off', { mode: 'off' }],
    ['unused', { mode: 'off', optional: true }],
  ]
  it.each(cases)('is “%s” for %j', (word, change) => {
    expect(lookOf({ ...row, ...change }).word).toBe(word)
  })
})
