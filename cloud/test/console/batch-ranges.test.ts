import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countOf, layRuns, spellRuns } from '../../console/src/batch-ranges.ts'

const run = fc
  .tuple(fc.integer({ min: 1, max: 1e6 }), fc.nat(1000))
  .map(([from, more]): [number, number] => [from, from + more])
const runs = fc.array(run, { maxLength: 20 })

describe('The strip of batch numbers', () => {
  it('draws one missing batch among a million so that it can be seen', () => {
    const { segments } = layRuns({
      held: [
        [1, 499_999],
        [500_001, 1_000_000],
      ],
      awaited: [],
      missing: [[500_000, 500_000]],
    })
    const missing = segments.find(({ kind }) => kind === 'missing')
    expect(missing?.width).toBeGreaterThan(0.5)
  })

  it('lays missing over what is held', () => {
    const { segments } = layRuns({ held: [[1, 9]], awaited: [[10, 10]], missing: [[11, 11]] })
    expect(segments.at(-1)?.kind).toBe('missing')
  })

  it('stays inside its frame whatever the runs', () => {
    fc.assert(
      fc.property(runs, runs, runs, (held, awaited, missing) => {
        for (const { left, width } of layRuns({ held, awaited, missing }).segments) {
          expect(left).toBeGreaterThanOrEqual(0)
          expect(left + width).toBeLessThanOrEqual(100 + 1e-9)
        }
      }),
    )
  })

  it('is empty before the first batch', () => {
    expect(layRuns({ held: [], awaited: [], missing: [] }).segments).toEqual([])
  })

  it('counts both ends of a run', () => {
    expect(
      countOf([
        [1, 3],
        [9, 9],
      ]),
    ).toBe(4)
  })

  it('spells a few runs and says how many more there are', () => {
    expect(
      spellRuns(
        [
          [1, 3],
          [5, 5],
          [7, 8],
        ],
        2,
      ),
    ).toEqual({ text: '1–3, 5', more: 1 })
  })
})
