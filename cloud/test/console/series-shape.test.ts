import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Series, shapeOf } from '../../console/src/series-shape.ts'

const MINUTE_MS = 60_000
const START = Date.UTC(2026, 0, 1)
const raw = (rows: [minute: number, value: number | null, quality?: string][]): Series => ({
  resolution: 'raw',
  t: rows.map(([minute]) => START + minute * MINUTE_MS),
  v: rows.map(([, value]) => value),
  q: rows.map(([, , quality]) => quality ?? 'good'),
})

describe('The line of a series', () => {
  it('joins neighbours within the longest silence', () => {
    const { line, breaks } = shapeOf(
      raw([
        [0, 1],
        [5, 2],
        [10, 3],
      ]),
    )
    expect(line.map(([, value]) => value)).toEqual([1, 2, 3])
    expect(breaks).toBe(0)
  })

  it('is broken where nothing came for longer', () => {
    const { line, breaks } = shapeOf(
      raw([
        [0, 1],
        [6, 2],
      ]),
    )
    expect(line.map(([, value]) => value)).toEqual([1, null, 2])
    expect(breaks).toBe(1)
  })

  it('is broken where a clock was set back', () => {
    const { line } = shapeOf(
      raw([
        [10, 1],
        [4, 2],
      ]),
    )
    expect(line.map(([, value]) => value)).toEqual([1, null, 2])
  })

  it('never draws a bad or stale value, even when one is given', () => {
    const { line } = shapeOf(
      raw([
        [0, 1],
        [1, 99, 'bad'],
        [2, 98, 'stale'],
        [3, 2],
      ]),
    )
    expect(line.map(([, value]) => value)).toEqual([1, null, null, 2])
  })

  it('marks what cannot be relied on from its start to the next usable reading', () => {
    const { spans } = shapeOf(
      raw([
        [0, 1],
        [1, null, 'stale'],
        [2, null, 'stale'],
        [3, 2],
      ]),
    )
    expect(spans).toEqual([{ from: START + MINUTE_MS, to: START + 3 * MINUTE_MS, quality: 'stale' }])
  })

  it('tells bad from stale where one follows the other', () => {
    const { spans } = shapeOf(
      raw([
        [0, null, 'bad'],
        [1, null, 'stale'],
        [2, 1],
      ]),
    )
    expect(spans.map(({ quality }) => quality)).toEqual(['bad', 'stale'])
  })

  it('counts samples of unknown time instead of placing them somewhere', () => {
    const series = raw([
      [0, 1],
      [1, 2],
    ])
    const { line, timeUnknown } = shapeOf({ ...series, t: [null, START] })
    expect(line).toEqual([[START, 2]])
    expect(timeUnknown).toBe(1)
  })

  it('breaks the band with the line', () => {
    const hour = 60 * MINUTE_MS
    const series: Series = {
      resolution: 'hour',
      t: [START, START + 3 * hour],
      v: [1, 2],
      q: ['good', 'good'],
      min: [0, 1],
      max: [2, 3],
    }
    const { band } = shapeOf(series)
    expect(band.map(([, min, max]) => [min, max])).toEqual([
      [0, 2],
      [null, null],
      [1, 3],
    ])
  })

  it('keeps every usable value and adds none', () => {
    const sample = fc.tuple(fc.nat(10_000), fc.integer(), fc.constantFrom('good', 'uncertain', 'bad', 'stale'))
    fc.assert(
      fc.property(fc.array(sample), (rows) => {
        const usable = rows.filter(([, , quality]) => quality === 'good' || quality === 'uncertain')
        const drawn = shapeOf(raw(rows)).line.filter(([, value]) => value !== null)
        expect(drawn.map(([, value]) => value)).toEqual(usable.map(([, value]) => value))
      }),
    )
  })
})
