import type { Rule } from '@zaojun/device-profiles'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Judge } from '../../src/alarms/judge.ts'
import { breaks } from '../../src/alarms/limit.ts'

const CLEAR_SKY = { holds: true, excuses: [] }
const rule = (more: Partial<Rule>): Rule => ({
  id: 'a-rule',
  version: 1,
  title: { zh: '规则', en: 'rule' },
  watch: { kinds: ['refrigeration'], point: 'air-temperature' },
  broken: { is: 'above', value: 8, unit: 'Cel' },
  severity: 'major',
  citation: { document: 'none', verified: 'policy' },
  ...more,
})
const good = (value: number | boolean) => ({ value, quality: 'good' as const })
const stale = { value: null, quality: 'stale' as const }

/** What a judge says after each value, one a second: `+` active, `-` not. */
function course(about: Partial<Rule>, values: (number | null)[]): string {
  const judge = new Judge(rule(about))
  return values
    .map((value, second) => {
      judge.see(value === null ? stale : good(value), second * 1000)
      return judge.verdict(second * 1000, CLEAR_SKY).active ? '+' : '-'
    })
    .join('')
}

describe('a limit is broken', () => {
  const cases = [
    ['above', 8, [7.9, 8, 8.1], '--+'],
    ['at-least', 8, [7.9, 8, 8.1], '-++'],
    ['below', 8, [8.1, 8, 7.9], '--+'],
    ['at-most', 8, [8.1, 8, 7.9], '-++'],
    ['equal', 8, [7.9, 8, 8.1], '-+-'],
  ] as const
  it.each(cases)('%s %d: just inside, at it, just outside', (is, value, values, verdicts) => {
    expect(values.map((each) => (breaks({ is, value }, each) ? '+' : '-')).join('')).toBe(verdicts)
  })
})

describe('a judge', () => {
  it('waits as long as its rule says, and begins anew when the limit was kept in between', () => {
    expect(course({ forSeconds: 3 }, [9, 9, 9, 9, 9])).toBe('---++')
    expect(course({ forSeconds: 3 }, [9, 9, 7, 9, 9, 9, 9])).toBe('------+')
  })

  it('clears only beyond the clear value', () => {
    expect(course({ clear: 7.5 }, [9, 7.9, 7.6, 7.5, 7.9])).toBe('+++--')
  })

  it('clears only after the limit was kept for so long', () => {
    expect(course({ clearForSeconds: 2 }, [9, 7, 7, 9, 7, 7, 7])).toBe('++++++-')
  })

  it('neither raises nor clears on what is no knowledge', () => {
    expect(course({}, [7, null, null])).toBe('---')
    expect(course({}, [9, null, null, 7])).toBe('+++-')
  })

  it('takes what is no knowledge for broken where people are protected', () => {
    expect(course({ onBadQuality: 'break' }, [7, null, 7])).toBe('-+-')
  })

  it('ends its waiting on what is no knowledge where the rule says so', () => {
    expect(course({ onBadQuality: 'ignore', forSeconds: 3 }, [9, 9, null, 9, 9, 9, 9])).toBe('------+')
  })

  it('goes on waiting where it stood when the box restarts', () => {
    const judge = new Judge(rule({ forSeconds: 900 }), { active: false, brokenSince: 0 })
    judge.see(good(9), 899_000)
    expect(judge.verdict(899_000, CLEAR_SKY).active).toBe(false)
    expect(judge.verdict(900_000, CLEAR_SKY).active).toBe(true)
  })

  it('is suppressed by an excuse, and no longer than the rule grants', () => {
    const judge = new Judge(rule({ unless: [{ so: { point: 'defrosting', is: true }, atMostSeconds: 10 }] }))
    judge.see(good(9), 0)
    const defrosting = { holds: true, excuses: ['defrosting'] }
    expect(judge.verdict(0, defrosting)).toEqual({ active: true, value: 9, suppressedBy: 'defrosting' })
    expect(judge.verdict(9_999, defrosting).suppressedBy).toBe('defrosting')
    expect(judge.verdict(10_000, defrosting)).toEqual({ active: true, value: 9 })
  })

  it('asks for what must be so beside it', () => {
    const judge = new Judge(rule({}))
    judge.see(good(9), 0)
    expect(judge.verdict(0, { holds: false, excuses: [] }).active).toBe(false)
    expect(judge.verdict(1, CLEAR_SKY).active).toBe(true)
    expect(judge.verdict(2, { holds: false, excuses: [] }).active).toBe(false)
  })

  it('judges an hourly mean only when three quarters of the hour are known', () => {
    const judge = new Judge(rule({ over: { mean: 3600 }, broken: { is: 'above', value: 2, unit: 'mg/m3' } }))
    judge.see(good(3), 0)
    expect(judge.verdict(2_699_000, CLEAR_SKY).active).toBe(false)
    expect(judge.verdict(2_700_000, CLEAR_SKY)).toEqual({ active: true, value: 3 })
    judge.see(good(0), 2_700_000)
    expect(judge.verdict(4_300_000, CLEAR_SKY).active).toBe(false)
  })

  it('counts the time food stands between two temperatures', () => {
    const about = rule({ over: { within: { above: 8, below: 60 } }, broken: { is: 'above', value: 7200, unit: 's' } })
    const judge = new Judge(about)
    judge.see(good(75), 0)
    judge.see(good(59), 60_000)
    expect(judge.verdict(7_260_000, CLEAR_SKY).active).toBe(false)
    expect(judge.verdict(7_261_000, CLEAR_SKY).active).toBe(true)
    judge.see(good(75), 7_300_000)
    expect(judge.verdict(7_300_000, CLEAR_SKY).active).toBe(false)
  })

  it('lets food follow the air of its store, one time constant behind', () => {
    const judge = new Judge(rule({ over: { lag: 2700 } }))
    judge.see(good(4), 0)
    judge.see(good(14), 60_000)
    // 4 + 10 × (1 − e^(−t/2700)): past 8 °C after 1,379 s.
    expect(judge.verdict(60_000 + 1_379_000, CLEAR_SKY).active).toBe(false)
    const { active, value } = judge.verdict(60_000 + 1_380_000, CLEAR_SKY)
    expect([active, Number(value)]).toEqual([true, expect.closeTo(8, 2)])
  })

  it('lets an open door pass that warms the air and not the food', () => {
    const judge = new Judge(rule({ over: { lag: 2700 } }))
    judge.see(good(4), 0)
    for (let second = 60; second <= 360; second += 60) judge.see(good(15), second * 1000)
    judge.see(good(4), 360_000)
    expect(judge.verdict(360_000, CLEAR_SKY).active).toBe(false)
    expect(judge.verdict(4_000_000, CLEAR_SKY).active).toBe(false)
  })

  it('lets food stand as it was while nothing is known of its air', () => {
    const judge = new Judge(rule({ over: { lag: 2700 } }))
    judge.see(good(14), 0)
    expect(judge.verdict(0, CLEAR_SKY)).toEqual({ active: true, value: 14 })
    judge.see(stale, 1_000)
    judge.see(good(4), 10_000_000)
    expect(judge.verdict(10_000_000, CLEAR_SKY)).toEqual({ active: true, value: 14 })
  })

  it('judges how fast a value rises once a whole window of it is known', () => {
    const judge = new Judge(rule({ over: { perHour: 900 }, broken: { is: 'above', value: 12, unit: 'K/h' }, clear: 6 }))
    const risen = (minute: number, celsius: number) => {
      judge.see(good(celsius), minute * 60_000)
      return judge.verdict(minute * 60_000, CLEAR_SKY).active
    }
    expect([risen(0, 2), risen(10, 9), risen(15, 4.9), risen(25, 12.1)]).toEqual([false, false, false, true])
    expect(risen(40, 13.5)).toBe(false)
    judge.see(stale, 41 * 60_000)
    expect([risen(42, 13.5), risen(50, 40)]).toEqual([false, false])
  })

  it('never raises without a broken value, whatever comes', () => {
    const values = fc.array(fc.oneof(fc.double({ max: 8, noNaN: true }), fc.constant(null)), { maxLength: 60 })
    fc.assert(fc.property(values, (seen) => !course({ forSeconds: 2, clear: 7 }, seen).includes('+')))
  })
})
