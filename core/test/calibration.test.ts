import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Calibration,
  calibrationsInForce,
  corrected,
  correctionOf,
  isOverdue,
  uncorrected,
} from '../src/calibration.ts'

const of = (method: Calibration['method'], points: Calibration['points'], more: Partial<Calibration> = {}) => ({
  id: 'cal-1',
  unit: 'probe-1',
  channel: 'core-1',
  method,
  points,
  by: 'admin',
  at: null,
  ...more,
})
const known = (calibration: Calibration) => correctionOf(calibration) ?? { id: '', gain: Number.NaN, offset: 0 }

describe('a calibration', () => {
  it('by offset moves every value alike', () => {
    const correction = known(of('offset', [{ read: 0.7, reference: 0 }]))
    expect(corrected(correction, 0.7)).toBe(0)
    expect(corrected(correction, 75.3)).toBe(74.6)
  })

  it('at two points meets the reference at both', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5000, max: 30000 }),
        fc.integer({ min: 1, max: 20000 }),
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: -50, max: 50 }),
        (low, span, lowError, highError) => {
          const points = [
            { read: (low + lowError) / 10, reference: low / 10 },
            { read: (low + span + highError) / 10, reference: (low + span) / 10 },
          ]
          const correction = correctionOf(of('two-point', points))
          fc.pre(correction !== undefined)
          for (const { read, reference } of points) {
            expect(corrected(correction, read)).toBeCloseTo(reference, 6)
            expect(uncorrected(correction, corrected(correction, read))).toBeCloseTo(read, 4)
          }
        },
      ),
    )
  })

  it('gives no correction where its points cannot', () => {
    const point = { read: 10, reference: 10.2 }
    expect(correctionOf(of('two-point', [point]))).toBeUndefined()
    expect(correctionOf(of('two-point', [point, { read: 10, reference: 20 }]))).toBeUndefined()
    expect(correctionOf(of('two-point', [point, { read: 20, reference: 10.2 }]))).toBeUndefined()
    expect(correctionOf(of('offset', [point, point]))).toBeUndefined()
  })

  it('is in force until a newer one of the same channel, and overdue from the day after its last', () => {
    const old = of('offset', [{ read: 1, reference: 0 }], { due: '2026-03-31' })
    const fresh = { ...old, id: 'cal-2' }
    const other = { ...old, id: 'cal-3', unit: 'probe-2' }
    expect(calibrationsInForce([old, fresh, other], 'probe-1').get('core-1')).toBe(fresh)
    expect(isOverdue(old, '2026-03-31')).toBe(false)
    expect(isOverdue(old, '2026-04-01')).toBe(true)
  })
})
