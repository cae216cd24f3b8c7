import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Batch, parseBatch } from '../src/batch.ts'
import { type BatchHead, composeBatch, entriesOf } from '../src/batch-columns.ts'
import type { Entry, Era } from '../src/entry.ts'
import { ORIGINS, QUALITIES } from '../src/vocabulary.ts'

const ERAS: Era[] = [
  { era: 1, boot: '00000000000000aa', offset: null, clock: 'unknown' },
  { era: 2, boot: '00000000000000aa', offset: 1_760_000_000_000, clock: 'synced' },
  { era: 3, boot: '00000000000000aa', offset: 1_759_996_400_000, clock: 'synced' },
]
const headOf = (from: number, to: number): BatchHead => ({
  box: 'box-1',
  n: 1,
  prev: null,
  from,
  to,
  eras: ERAS,
  force: {},
})
const encode = (batch: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(batch))

const body = fc.oneof(
  fc.record(
    {
      type: fc.constant('reading' as const),
      device: fc.constantFrom('fridge-1', 'fridge-2'),
      point: fc.constantFrom('temperature', 'door'),
      value: fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((v) => (v === 0 ? 0 : v)),
        fc.boolean(),
        fc.string(),
        fc.constant(null),
      ),
      quality: fc.constantFrom(...QUALITIES),
      origin: fc.constantFrom(...ORIGINS),
      reason: fc.constantFrom('no-answer', 'checksum'),
      deviceTime: fc.integer(),
      calibration: fc.constantFrom('cal-a', 'cal-b'),
      late: fc.boolean(),
    },
    { requiredKeys: ['type', 'device', 'point', 'value', 'quality', 'origin'] },
  ),
  fc.record({ type: fc.constant('event' as const), event: fc.constant('started'), data: fc.constant({ a: 1 }) }),
)
const told = (each: { deviceTime?: number; late?: boolean }) =>
  each.late === true && each.deviceTime !== undefined ? { late: true as const } : {}
/** Entries in seq order over several eras, the clock unknown at first and set back later. */
const entries = fc
  .array(fc.tuple(body, fc.nat(100_000), fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 60 })
  .map((rows) =>
    rows.map(([each, mono, era], index): Entry => {
      const { offset = null, clock = 'unknown' } = ERAS[era - 1] ?? {}
      const stamp = { seq: index + 10, era, mono, wall: offset === null ? null : mono + offset, clock }
      if (each.type === 'event') return { ...stamp, ...each }
      const { late: _late, ...bare } = each
      return { ...stamp, ...bare, ...told(each) }
    }),
  )

const batchOf = (list: Entry[]): Batch => composeBatch(headOf(list[0]?.seq ?? 1, list.at(-1)?.seq ?? 1), list)

describe('a batch', () => {
  it('gives back every entry it was composed of: nothing altered, nothing lost, nothing re-stamped', () => {
    fc.assert(
      fc.property(entries, (list) => {
        expect(entriesOf(parseBatch(encode(batchOf(list))))).toEqual(list)
      }),
    )
  })

  const sample = batchOf(
    [1, 2, 3].map(
      (value, index): Entry => ({
        seq: index + 1,
        era: 2,
        mono: index,
        wall: index + 1_760_000_000_000,
        clock: 'synced',
        type: 'reading',
        device: 'd',
        point: 'p',
        value,
        quality: 'good',
        origin: 'measured',
      }),
    ),
  )
  const series = sample.series[0]

  it.each<[string, unknown, string]>([
    ['text that is not JSON', 'nonsense', 'BATCH_MALFORMED'],
    ['an unknown key', { ...sample, extra: 1 }, 'BATCH_MALFORMED'],
    ['a version it does not know', { ...sample, v: 99 }, 'BATCH_VERSION'],
    ['columns of different length', { ...sample, series: [{ ...series, dt: [1] }] }, 'BATCH_MALFORMED'],
    ['a seq that stands twice', { ...sample, series: [{ ...series, ds: [1, 0] }] }, 'BATCH_MALFORMED'],
    ['a seq outside its range', { ...sample, series: [{ ...series, ds: [1, 9] }] }, 'BATCH_MALFORMED'],
    ['a hole inside its range', { ...sample, to: 4 }, 'BATCH_MALFORMED'],
    ['an era it does not describe', { ...sample, series: [{ ...series, e: 9 }] }, 'BATCH_MALFORMED'],
    ['a range larger than it can hold', { ...sample, to: Number.MAX_SAFE_INTEGER }, 'BATCH_MALFORMED'],
  ])('is refused with %s', (_name, content, code) => {
    expect(() => parseBatch(encode(content))).toThrow(expect.objectContaining({ code }))
  })

  it('names the place of what is wrong', () => {
    const wrong = encode({ ...sample, series: [{ ...series, d: 'Not An Id' }] })
    expect(() => parseBatch(wrong)).toThrow(expect.objectContaining({ place: expect.stringContaining('/series/0') }))
  })

  it('meets hostile bytes with an error of its own, never another', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        (noise) => {
          expect(() => parseBatch(noise)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^BATCH_/) }))
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
