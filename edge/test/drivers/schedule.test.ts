import { describe, expect, it } from 'vitest'
import { Schedule, TRIP_AFTER } from '../../src/drivers/polling/schedule.ts'

const UNITS = 30
const ANSWER_MS = 45
const TIMEOUT_MS = 350
const MINUTE_MS = 60_000

const blockOf = (pollMs: number) => ({ table: 'input' as const, address: 0, count: 2, pollMs, channels: ['a'] })

/** Runs a bus on a clock of its own; gives how often each unit was asked. */
function runBus(minutes: number, pollMs: number, isDead: (unit: string, now: number) => boolean) {
  const schedule = new Schedule(() => 0.5)
  const asked = new Map<string, number>()
  let now = 0
  for (let n = 0; n < UNITS; n++) schedule.add(`unit-${n}`, [blockOf(pollMs)], now)
  while (now < minutes * MINUTE_MS) {
    const turn = schedule.next(now)
    if ('waitMs' in turn) {
      now += Math.max(1, turn.waitMs)
      continue
    }
    schedule.taken(turn, now)
    asked.set(turn.unit, (asked.get(turn.unit) ?? 0) + 1)
    const dead = isDead(turn.unit, now)
    now += dead ? TIMEOUT_MS : ANSWER_MS
    if (dead) schedule.failed(turn.unit, now, TIMEOUT_MS)
    else schedule.answered(turn.unit, now)
  }
  return asked
}

const others = (asked: Map<string, number>, dead: string[]) =>
  [...asked].filter(([unit]) => !dead.includes(unit)).reduce((sum, [, count]) => sum + count, 0)

describe('the schedule of one bus', () => {
  it.each([
    ['with room to spare', 3_000],
    ['asked for more than it can carry', 500],
  ])('with one unit of 30 dead, %s, leaves the others 95 % of their polls from the first minute', (_title, pollMs) => {
    const dead = ['unit-7']
    const before = others(
      runBus(1, pollMs, () => false),
      dead,
    )
    const after = others(
      runBus(1, pollMs, (unit) => dead.includes(unit)),
      dead,
    )
    expect(after / before).toBeGreaterThanOrEqual(0.95)
  })

  it('with half its units dead leaves the living 90 % of theirs', () => {
    const dead = Array.from({ length: UNITS / 2 }, (_, n) => `unit-${n * 2}`)
    const before = others(
      runBus(5, 3_000, () => false),
      dead,
    )
    const after = others(
      runBus(5, 3_000, (unit) => dead.includes(unit)),
      dead,
    )
    expect(after / before).toBeGreaterThanOrEqual(0.9)
  })

  it('asks every living unit equally often when the bus cannot keep up', () => {
    const counts = [...runBus(2, 100, () => false).values()]
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
  })

  it('finds all units again after the whole bus was dead for ten minutes', () => {
    const lastAsked = new Map<string, number>()
    runBus(12, 3_000, (unit, now) => {
      if (now < 10 * MINUTE_MS) return true
      lastAsked.set(unit, (lastAsked.get(unit) ?? 0) + 1)
      return false
    })
    expect([...lastAsked.values()].filter((count) => count > 10)).toHaveLength(UNITS)
  })

  it('probes a dead unit ever more rarely, but for ever', () => {
    const asked = runBus(60, 3_000, (unit) => unit === 'unit-3').get('unit-3') ?? 0
    expect(asked).toBeGreaterThan(60)
    expect(asked).toBeLessThan(240)
  })

  it('opens the breaker after three failures in a row, not after scattered ones', () => {
    const schedule = new Schedule(() => 0.5)
    schedule.add('unit', [blockOf(1000)], 0)
    for (let n = 0; n < 10; n++) {
      for (let failures = 1; failures < TRIP_AFTER; failures++)
        expect(schedule.failed('unit', n, 1).tripped).toBe(false)
      schedule.answered('unit', n)
    }
    for (let failures = 1; failures < TRIP_AFTER; failures++) schedule.failed('unit', 99, 1)
    expect(schedule.failed('unit', 99, 1).tripped).toBe(true)
  })

  it('says how long there is nothing to do', () => {
    const schedule = new Schedule(() => 0.5)
    schedule.add('unit', [blockOf(1000)], 0)
    const turn = schedule.next(0)
    if ('waitMs' in turn) throw new Error('nothing due')
    schedule.taken(turn, 0)
    expect(schedule.next(400)).toEqual({ waitMs: 600 })
  })
})
