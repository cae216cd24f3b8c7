import type { Behaviour } from '@zaojun/device-profiles'
import { describe, expect, it } from 'vitest'
import { naturalValue } from '../simulator/behaviour.ts'

const at = (behaviour: Behaviour, ms: number, seed = 0) => naturalValue(behaviour, seed, 0, ms, () => 0.5)

describe('a simulated channel nobody has set', () => {
  it('counts up and begins anew', () => {
    const heartbeat: Behaviour = { nominal: 0, counts: { everySeconds: 1, wraps: 65535 } }
    expect([0, 999, 1000, 65_534_000, 65_535_000].map((ms) => at(heartbeat, ms))).toEqual([0, 0, 1, 65534, 0])
    expect(at({ nominal: 40, counts: { everySeconds: 2 } }, 9000)).toBe(44)
  })

  it('goes round, each value for its time', () => {
    const round: Behaviour['round'] = [
      { value: false, seconds: 3 },
      { value: true, seconds: 1 },
    ]
    expect([0, 2999, 3000, 3999, 4000].map((ms) => at({ nominal: false, round }, ms))).toEqual([
      false,
      false,
      true,
      true,
      false,
    ])
    expect(at({ nominal: false, round }, 0, 0.8)).toBe(true)
  })
})
