import { composeBatch, type Entry, QUALITIES, type Value } from '@zaojun/core'
import { MAX_BATCH_READINGS } from '@zaojun/core/plain'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { blocksOf, unpackBlock } from '../src/ingest/block.ts'
import { HOUR_MS, HOUR_UNKNOWN } from '../src/ingest/decoded.ts'
import { segmentBatch } from '../src/ingest/segment.ts'
import { dayStarts } from '../src/rollup/days.ts'
import { type Sample, sumHour } from '../src/rollup/hour.ts'

const HOUR = 495_000
const START = HOUR * HOUR_MS
const HOLD_MS = 300_000

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -500_00, max: 500_00 }).map((n) => n / 100),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
  fc.boolean(),
  fc.string({ maxLength: 8 }),
  fc.constant(null),
)
const values: fc.Arbitrary<Value[]> = fc.oneof(
  fc.array(value, { minLength: 1, maxLength: 40 }),
  fc.array<Value>(
    fc.integer({ min: -9999, max: 9999 }).map((n) => n / 10),
    { minLength: 1, maxLength: 40 },
  ),
  fc.array<Value>(fc.boolean(), { minLength: 1, maxLength: 40 }),
)
const batches = fc.record({
  values,
  steps: fc.array(fc.integer({ min: -2 * HOUR_MS, max: 3 * HOUR_MS }), { minLength: 40, maxLength: 40 }),
  qualities: fc.array(fc.constantFrom(...QUALITIES), { minLength: 40, maxLength: 40 }),
  known: fc.boolean(),
})

it('cuts a series at hours and gives every reading back as it was', () => {
  fc.assert(
    fc.property(batches, ({ values, steps, qualities, known }) => {
      let wall = START + 100 * HOUR_MS
      const entries = values.map((v, index): Entry => {
        wall += steps[index] ?? 0
        const clock = known ? 'synced' : 'unknown'
        const quality = qualities[index] ?? 'good'
        const body = { type: 'reading', device: 'd', point: 'p', value: v, quality, origin: 'manual' } as const
        return { seq: index + 1, era: 1, mono: wall, wall: known ? wall : null, clock, ...body }
      })
      const eras = [{ era: 1, boot: '0123456789abcdef', offset: known ? 0 : null, clock: 'set' as const }]
      const head = { box: 'b', n: 1, prev: null, from: 1, to: entries.length, eras, force: {} }
      const { readings, ...packed } = segmentBatch(composeBatch(head, entries))
      expect(readings).toBe(entries.length)
      const back: { part: number; t: number; s: number; v: Value; q: string }[] = []
      for (const { hour, series, n, t1, points: block } of blocksOf(packed, [7])) {
        const before = back.length
        let newest = 0
        for (const { of, part, points } of unpackBlock(block, series.length, () => true)) {
          expect(series[of]).toBe(7)
          expect(points.origin).toBe(1)
          newest = Math.max(newest, points.t.at(-1) ?? 0)
          points.t.forEach((time, i) => {
            expect(hour).toBe(known ? Math.floor(time / HOUR_MS) : HOUR_UNKNOWN)
            const q = QUALITIES[points.sparse.q?.[i] ?? 0] ?? ''
            back.push({ part, t: time, s: points.s[i] ?? 0, v: points.v[i] ?? null, q })
          })
        }
        expect(back.length - before).toBe(n)
        expect(t1).toBe(newest)
      }
      back.sort((a, b) => a.part - b.part || a.s - b.s)
      const inOrder = back.map(({ part, ...reading }) => reading)
      expect(inOrder).toEqual(
        entries.map((entry) => ({
          t: entry.mono,
          s: entry.seq,
          v: (entry as { value: Value }).value,
          q: (entry as { quality: string }).quality,
        })),
      )
    }),
    { numRuns: 300 },
  )
})

it('takes no bytes for a block that are none, and is done with them at once', () => {
  const packed = segmentBatch(
    composeBatch(
      {
        box: 'b',
        n: 1,
        prev: null,
        from: 1,
        to: 3,
        eras: [{ era: 1, boot: '0123456789abcdef', offset: 0, clock: 'set' }],
        force: {},
      },
      ['p', 'q', 'r'].map((point, index): Entry => {
        const body = { type: 'reading', device: 'd', point, value: index, quality: 'good', origin: 'manual' } as const
        return { seq: index + 1, era: 1, mono: START, wall: START, clock: 'synced', ...body }
      }),
    ),
  )
  const [whole] = blocksOf(packed, [1, 2, 3])
  const bytes = whole?.points ?? new Uint8Array()
  const segmentsOf = (block: Uint8Array, count: number) => [...unpackBlock(block, count, () => true)]
  expect(segmentsOf(bytes, 3)).toHaveLength(3)
  expect(() => segmentsOf(bytes, 2)).toThrow('its row lists 2')
  for (let end = 0; end < bytes.length; end++) expect(() => segmentsOf(bytes.subarray(0, end), 3)).toThrow()
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(20), (hostile, count) => {
      let readings = 0
      try {
        readings = segmentsOf(hostile, count).reduce((sum, { points }) => sum + points.v.length, 0)
      } catch {
        return
      }
      expect(readings).toBeLessThanOrEqual(count * MAX_BATCH_READINGS)
    }),
    { numRuns: 500 },
  )
})

/** Second by second: what reading was in force, if any. Slow and plain. */
function naive(hour: number, samples: Sample[]) {
  let [integral, good, other] = [0, 0, 0]
  for (let second = 0; second < 3600; second++) {
    const now = hour * HOUR_MS + second * 1000
    const held = samples.findLast(({ t }) => t <= now)
    if (held === undefined || now - held.t >= HOLD_MS) continue
    if (held.good && typeof held.v === 'number') {
      good += 1
      integral += held.v
    } else other += 1
  }
  return { integral, good, other }
}

it('weighs an hour by time as a second-by-second count does', () => {
  const sample = fc.record({
    step: fc.integer({ min: 1, max: 900 }),
    v: fc.oneof(fc.integer({ min: -40, max: 300 }), fc.constant(null)),
    good: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 30 }), (steps) => {
      let t = START - 600_000
      const samples = steps.map(({ step, v, good }) => {
        t += step * 1000
        return { t, v, good }
      })
      const { integral, good, other } = sumHour(HOUR, samples)
      const plain = naive(HOUR, samples)
      expect(integral).toBeCloseTo(plain.integral, 6)
      expect(good).toBeCloseTo(plain.good, 6)
      expect(other).toBeCloseTo(plain.other, 6)
    }),
    { numRuns: 200 },
  )
})

it('a reading before the clock was set back holds for no time', () => {
  const samples = [
    { t: START + 60_000, v: 100, good: true },
    { t: START + 30_000, v: 1, good: true },
  ]
  expect(sumHour(HOUR, samples)).toMatchObject({ n: 2, good: 300, integral: 300 })
})

it('finds where days begin, also where the clocks change', () => {
  const from = Date.UTC(2027, 2, 13, 12)
  const starts = dayStarts('America/New_York', from, from + 2 * 24 * HOUR_MS)
  // Summer time begins on 14 March 2027: that day has 23 hours.
  expect(starts).toEqual([
    Date.UTC(2027, 2, 13, 5),
    Date.UTC(2027, 2, 14, 5),
    Date.UTC(2027, 2, 15, 4),
    Date.UTC(2027, 2, 16, 4),
  ])
})
