import type { Value } from '@zaojun/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ByteReader, ByteWriter } from '../src/ingest/bytes.ts'
import type { Sparse } from '../src/ingest/points.ts'
import { DAY_MS, inOrder, type Piece, packChunk, unpackChunk } from '../src/sealing/chunk.ts'

const DAY = 20_000
const HOUR_MS = 3_600_000

const decimal = (decimals: number) => fc.integer({ min: -99_999, max: 99_999 }).map((n) => n / 10 ** decimals)
const values: fc.Arbitrary<Value>[] = [
  decimal(0),
  decimal(2),
  fc.oneof({ weight: 20, arbitrary: decimal(1) }, { weight: 1, arbitrary: fc.constant(null) }),
  fc.oneof({ weight: 20, arbitrary: decimal(1) }, { weight: 1, arbitrary: fc.constant(Math.PI) }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
  fc.boolean(),
  fc.oneof({ weight: 9, arbitrary: fc.boolean() }, { weight: 1, arbitrary: fc.constant(null) }),
  fc.oneof(decimal(3), fc.boolean(), fc.string({ maxLength: 8 }), fc.constant(null)),
]
const sometimes = <Item>(item: fc.Arbitrary<Item>) => fc.option(item, { freq: 4, nil: undefined })
const point = (value: fc.Arbitrary<Value>) =>
  fc.record({
    value,
    step: fc.integer({ min: 1, max: 500 }),
    ms: fc.integer({ min: 0, max: HOUR_MS - 1 }),
    q: sometimes(fc.integer({ min: 1, max: 3 })),
    r: sometimes(fc.string({ maxLength: 5 })),
    x: sometimes(fc.integer({ min: 0, max: 2 ** 48 })),
    c: sometimes(fc.constantFrom('', 'cal-a', 'cal-b')),
  })
const pieces: fc.Arbitrary<Piece[]> = fc.constantFrom(...values).chain((value) =>
  fc
    .array(
      fc.record({
        hour: fc.integer({ min: 0, max: 23 }),
        box: fc.integer({ min: 1, max: 3 }),
        batch: fc.integer({ min: 1, max: 2 ** 53 - 2 }),
        part: fc.integer({ min: 0, max: 9 }),
        origin: fc.integer({ min: 0, max: 2 }),
        s0: fc.integer({ min: 0, max: 2 ** 53 - 100_000 }),
        late: sometimes(fc.constant(true as const)),
        points: fc.array(point(value), { minLength: 1, maxLength: 12 }),
      }),
      { minLength: 1, maxLength: 12 },
    )
    .map((all) =>
      all.map(({ hour, s0, late, points, origin, ...key }): Piece => {
        const t = points.map(({ ms }) => DAY * DAY_MS + hour * HOUR_MS + ms)
        const s = points.map((_, index) => s0 + points.slice(1, index + 1).reduce((sum, { step }) => sum + step, 0))
        const column = <Name extends 'q' | 'r' | 'x'>(name: Name) => {
          const cells = points.flatMap((each, index) => (each[name] === undefined ? [] : [[index, each[name]]]))
          return cells.length === 0 ? {} : { [name]: Object.fromEntries(cells) }
        }
        // A run is written where it changes; a segment begins without one.
        let before = ''
        const runs = points.flatMap(({ c = before }, index) => {
          const changes = c !== before
          before = c
          return changes ? [[index, c]] : []
        })
        const sparse: Sparse = {
          ...column('q'),
          ...column('r'),
          ...column('x'),
          ...(runs.length === 0 ? {} : { c: Object.fromEntries(runs) }),
          ...(late ? { l: true } : {}),
        }
        const v = points.map(({ value }) => value)
        return { series: 7, hour: DAY * 24 + hour, ...key, points: { origin, t, s, v, sparse } }
      }),
    ),
)

it('a chunk gives its segments back as they were: times, seqs, values, and what few points have', () => {
  fc.assert(
    fc.property(pieces, (some) => {
      const sorted = some.toSorted(inOrder)
      expect(unpackChunk(7, DAY, packChunk(DAY, sorted))).toEqual(sorted)
    }),
    { numRuns: 300 },
  )
})

it('gives back the segments of some hours alone', () => {
  fc.assert(
    fc.property(pieces, fc.integer({ min: 0, max: 23 }), (some, hour) => {
      const wanted = new Set([DAY * 24 + hour])
      const sorted = some.toSorted(inOrder)
      expect(unpackChunk(7, DAY, packChunk(DAY, sorted), wanted)).toEqual(
        sorted.filter((each) => wanted.has(each.hour)),
      )
    }),
    { numRuns: 60 },
  )
})

it('whole numbers come back exact, however large', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeInteger()), fc.array(fc.maxSafeNat()), (signed, plain) => {
      const to = new ByteWriter()
      for (const value of signed) to.signed(value)
      for (const value of plain) to.varint(value)
      const from = new ByteReader(to.take())
      expect(signed.map(() => from.signed())).toEqual(signed.map((value) => value + 0))
      expect(plain.map(() => from.varint())).toEqual(plain)
    }),
  )
})

it('a day of readings a minute takes less than four bytes a reading', () => {
  let [wall, value, s] = [DAY * DAY_MS, 420, 1]
  const day = Array.from({ length: 1440 }, (_, batch): Piece => {
    wall += 60_000 + ((batch * 7919) % 41) - 20
    value += ((batch * 104_729) % 7) - 3
    s += 50
    const points = { origin: 0, t: [wall], s: [s], v: [value / 100], sparse: {} }
    return { series: 7, hour: Math.floor(wall / HOUR_MS), box: 1, batch: batch + 1, part: 0, points }
  }).filter(({ hour }) => hour < (DAY + 1) * 24)
  expect(packChunk(DAY, day).length / day.length).toBeLessThan(4)
})

it('refuses what is no chunk', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(() => unpackChunk(1, 1, bytes)).toThrow()
    }),
  )
})
