import { describe, expect, it } from 'vitest'
import {
  type CountedAlarm,
  floodFigures,
  isCounted,
  isStale,
  mostFrequent,
  mostInAMinute,
  percentile,
  severityFigures,
} from '../src/index.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const counted = (about: Partial<CountedAlarm> = {}): CountedAlarm => ({
  rule: 'a-rule',
  severity: 'major',
  active: true,
  acknowledged: false,
  raisedAt: 0,
  state: 'unacknowledged',
  raises: [0],
  responses: [],
  ...about,
})

describe('the figures of alarms', () => {
  it('find the worst ten minutes, and count those with more than ten', () => {
    const calm = Array.from({ length: 10 }, (_, n) => n)
    const storm = Array.from({ length: 11 }, (_, n) => HOUR_MS + n)
    expect(floodFigures([...calm, ...storm])).toEqual({ most: 11, from: HOUR_MS, spans: 1 })
    expect(floodFigures([])).toEqual({ most: 0, from: null, spans: 0 })
  })

  it('take the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, n) => n + 1)
    expect([percentile(hundred, 50), percentile(hundred, 95), percentile([7], 95), percentile([], 50)]).toEqual([
      50,
      95,
      7,
      null,
    ])
  })

  it.each([
    ['three in less than a minute', [0, 20_000, 59_999], 3],
    ['a minute apart is another minute', [0, 30_000, 60_000], 2],
    ['none', [], 0],
  ])('of a minute: %s', (_what, raises, most) => {
    expect(mostInAMinute(raises)).toBe(most)
  })

  it.each([
    ['just a day', 24 * HOUR_MS, true],
    ['a moment less', 24 * HOUR_MS - 1, false],
  ])('call stale what holds for %s', (_what, now, stale) => {
    expect(isStale(counted(), now)).toBe(stale)
    expect(isStale(counted({ active: false }), now)).toBe(false)
  })

  it('leave out advice and what was suppressed', () => {
    expect([counted(), counted({ advisory: true }), counted({ suppressedBy: 'defrosting' })].map(isCounted)).toEqual([
      true,
      false,
      false,
    ])
  })

  it('hold answers against the limit of their severity', () => {
    const limit = 15 * MINUTE_MS
    const answers = [limit - 1, limit, limit + 1].map((ms) => counted({ acknowledged: true, responses: [ms] }))
    const [, major] = severityFigures([...answers, counted()], limit + 1)
    expect(major).toEqual({
      severity: 'major',
      raised: 4,
      standing: 4,
      acknowledged: 3,
      withinLimit: 2,
      overdue: 1,
      limitMs: limit,
      responseMs: { p50: limit, p95: limit + 1 },
    })
  })

  it('name what calls most often with its share, and nothing that never did', () => {
    const alarms = [
      counted({ device: 'fridge-1', raises: [1, 2, 3] }),
      counted({ device: 'fridge-2', raises: [1] }),
      counted({ device: 'fridge-3', raises: [] }),
    ]
    expect(mostFrequent(alarms, ({ device }) => device ?? '')).toMatchObject([
      { device: 'fridge-1', raised: 3, share: 0.75 },
      { device: 'fridge-2', raised: 1, share: 0.25 },
    ])
  })
})
