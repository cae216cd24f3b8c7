import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mustRecord, type Recorded } from '../../src/points/recording.ts'
import { reading } from '../harness/ledger.ts'

const POLICY = { deadband: 0.5, longestSilenceMs: 60_000 }
const last = (value: number, mono = 0): Recorded => ({ reading: reading(value), mono })

describe('a sample is recorded', () => {
  it('when it is the first', () => expect(mustRecord(POLICY, undefined, reading(1), 0)).toBe(true))
  it('when it is beyond the deadband', () => expect(mustRecord(POLICY, last(1), reading(1.6), 1)).toBe(true))
  it('not when it is within the deadband', () => expect(mustRecord(POLICY, last(1), reading(1.5), 1)).toBe(false))
  it('when the longest silence is over', () => expect(mustRecord(POLICY, last(1), reading(1), 60_000)).toBe(true))
  it('when its quality turns', () =>
    expect(mustRecord(POLICY, last(1), reading(1, { quality: 'uncertain' }), 1)).toBe(true))
  it('when the reason turns', () => {
    const before: Recorded = { reading: reading(null, { quality: 'bad', reason: 'checksum' }), mono: 0 }
    expect(mustRecord(POLICY, before, reading(null, { quality: 'bad', reason: 'sentinel' }), 1)).toBe(true)
  })
  it('when a boolean turns', () => {
    const before: Recorded = { reading: reading(false), mono: 0 }
    expect(mustRecord(POLICY, before, reading(true), 1)).toBe(true)
  })

  it('often enough that a drift never leaves the last recorded value by more than the deadband', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { maxLength: 200 }), (steps) => {
        let value = 0
        let recorded: Recorded | undefined
        for (const [index, step] of steps.entries()) {
          value += step
          const now = reading(value)
          if (mustRecord(POLICY, recorded, now, index)) recorded = { reading: now, mono: index }
          expect(Math.abs(value - Number(recorded?.reading.value))).toBeLessThanOrEqual(POLICY.deadband)
        }
      }),
    )
  })
})
