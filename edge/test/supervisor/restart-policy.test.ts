import { describe, expect, it } from 'vitest'
import { RestartPolicy } from '../../src/supervisor/restart-policy.ts'

const rule = { failures: 3, withinMs: 120_000 }

describe('the restart policy', () => {
  it('waits longer after each failure in a row, up to half a minute', () => {
    const policy = new RestartPolicy(undefined)
    const waits = Array.from(
      { length: 9 },
      (_, index) => policy.afterFailure(index * 1000, index * 1000 + 10, 1).waitMs,
    )
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
  })

  it('spreads the waits over their upper half', () => {
    expect(new RestartPolicy(undefined).afterFailure(0, 10, 0).waitMs).toBe(250)
  })

  it('starts anew once the child ran for a minute', () => {
    const policy = new RestartPolicy(undefined)
    policy.afterFailure(0, 10, 1)
    policy.afterFailure(20, 30, 1)
    expect(policy.afterFailure(100, 60_100, 1).waitMs).toBe(500)
  })

  it('asks for safe mode after three failures in two minutes', () => {
    const policy = new RestartPolicy(rule)
    expect(policy.afterFailure(0, 1000, 1).safeMode).toBe(false)
    expect(policy.afterFailure(2000, 50_000, 1).safeMode).toBe(false)
    expect(policy.afterFailure(60_000, 119_000, 1).safeMode).toBe(true)
  })

  it('does not when the failures lie further apart', () => {
    const policy = new RestartPolicy(rule)
    for (const at of [0, 100_000, 200_000, 300_000]) expect(policy.afterFailure(at, at + 1, 1).safeMode).toBe(false)
  })
})
