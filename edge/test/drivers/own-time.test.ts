import { describe, expect, it } from 'vitest'
import { judgeTime } from '../../src/drivers/own-time.ts'

const NOW = Date.UTC(2026, 10, 23, 4)
const MINUTE_MS = 60_000
const ago = (minutes: number): number => NOW - minutes * MINUTE_MS

describe('a message with a time of its own', () => {
  it.each([
    ['of now is news', { deviceTime: ago(0.5), late: false }, undefined, { deviceTime: ago(0.5), late: false }],
    ['told as kept is late', { deviceTime: ago(0), late: true }, undefined, { deviceTime: ago(0), late: true }],
    [
      'older than five minutes is late',
      { deviceTime: ago(6), late: false },
      undefined,
      { deviceTime: ago(6), late: true },
    ],
    [
      'older than what was told before is late',
      { deviceTime: ago(2), late: false },
      ago(1),
      { deviceTime: ago(2), late: true },
    ],
    [
      'as old as what was told before is news',
      { deviceTime: ago(1), late: false },
      ago(1),
      { deviceTime: ago(1), late: false },
    ],
    [
      'sent when it was measured by a slow clock is news, and the clock is said to be off',
      { deviceTime: ago(20), sent: ago(20), late: false },
      undefined,
      { deviceTime: ago(20), late: false, fault: 'unit-clock-off' },
    ],
    [
      'sent long after it was measured is late, whatever the clock',
      { deviceTime: ago(20), sent: ago(5), late: false },
      undefined,
      { deviceTime: ago(20), late: true },
    ],
    [
      'from a clock that is a day slow is late',
      { deviceTime: ago(1440), sent: ago(1440), late: false },
      undefined,
      { deviceTime: ago(1440), late: true },
    ],
  ])('%s', (_title, told, newest, judged) => {
    expect(judgeTime(told, NOW, newest)).toEqual(judged)
  })

  it('that cannot be has none', () => {
    for (const deviceTime of [0, Date.UTC(2000, 0, 1), NOW + 2 * 1440 * MINUTE_MS])
      expect(judgeTime({ deviceTime, late: false }, NOW, undefined)).toEqual({ late: false, fault: 'unit-clock-wrong' })
  })

  it('keeps it where the box knows none', () => {
    expect(judgeTime({ deviceTime: ago(600), late: false }, null, undefined)).toEqual({
      deviceTime: ago(600),
      late: false,
    })
  })
})
