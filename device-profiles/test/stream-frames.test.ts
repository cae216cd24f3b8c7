import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../src/index.ts'
import { FrameDecoder } from '../src/stream/frame-decoder.ts'
import { encodeFrame } from '../src/stream/frame-encoder.ts'
import type { StreamGrammar } from '../src/stream/grammar.ts'
import { fromHex } from '../src/vectors.ts'

const found = loadCatalogue().profiles.get('yaohua-xk3190-a9')?.stream
if (!found) throw new Error('no stream')
const A9: StreamGrammar = found
const pace = { perSecond: 10, reportMs: 0, silenceMs: 1000 }

/** Other families, to show that the grammar is not made for one. */
const A12E: StreamGrammar = {
  ...pace,
  frame: {
    start: '57',
    end: '0D 0A',
    length: 15,
    checksum: { kind: 'xor-hex', from: 0, to: 10, at: 11 },
  },
  forms: {
    weight: {
      fields: {
        shows: { as: 'words', at: 1, length: 1, words: { G: 'gross', N: 'net' } },
        weight: { as: 'number', at: 2, length: 7 },
        unit: { as: 'words', at: 9, length: 2, words: { kg: 'kg' } },
      },
    },
  },
}
const TOLEDO: StreamGrammar = {
  ...pace,
  frame: { start: '02', length: 18, checksum: { kind: 'sum-complement-7', from: 0, to: 16, at: 17 } },
  forms: {
    weight: {
      fields: {
        moving: { as: 'bit', at: 2, bit: 3 },
        negative: { as: 'bit', at: 2, bit: 1 },
        weight: { as: 'digits', at: 4, length: 6, decimals: 3 },
        tare: { as: 'digits', at: 10, length: 6, decimals: 3 },
      },
    },
  },
}
const A9_BYTES = 12
const values = (grammar: StreamGrammar, hex: string) => {
  const fields = new FrameDecoder(grammar).push(fromHex(hex))[0]?.fields ?? {}
  return Object.fromEntries(Object.entries(fields).map(([key, { value }]) => [key, value]))
}

describe('the frame grammar', () => {
  it('reads an XK3190-A12E', () => {
    const hex = '57 47 30 30 34 2E 31 33 39 6B 67 33 44 0D 0A'
    expect(values(A12E, hex)).toEqual({ shows: 'gross', weight: 4.139, unit: 'kg' })
  })

  it('reads a Toledo continuous stream', () => {
    const hex = '02 2D 30 20 20 20 31 32 33 34 20 20 20 20 20 30 0D 1A'
    expect(values(TOLEDO, hex)).toEqual({ moving: false, negative: false, weight: 1.234, tare: 0 })
  })

  it('reads back what the simulator writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999, max: 999_999 }), fc.nat(4), (digits, decimals) => {
        const weight = Number((digits / 10 ** decimals).toFixed(decimals)) + 0
        const [frame] = new FrameDecoder(A9).push(encodeFrame(A9, { weight }, decimals))
        expect(frame?.fields.weight).toEqual({ value: weight, quality: 'good' })
      }),
    )
  })

  it('shows dashes for a weight its digits cannot hold', () => {
    const [frame] = new FrameDecoder(A9).push(encodeFrame(A9, { weight: 10_000_000 }))
    expect(frame?.fields.weight).toMatchObject({ value: null, reason: 'not-a-number' })
  })

  it('finds every frame however the stream is chopped', () => {
    const weights = fc.array(fc.integer({ min: -9999, max: 9999 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 30 }), (sent, piece) => {
        const wire = Uint8Array.from(sent.flatMap((weight) => [...encodeFrame(A9, { weight })]))
        const decoder = new FrameDecoder(A9)
        const got: unknown[] = []
        for (let at = 0; at < wire.length; at += piece)
          got.push(...decoder.push(wire.subarray(at, at + piece)).map(({ fields }) => fields.weight?.value))
        expect(got).toEqual(sent.map((weight) => weight + 0))
        expect(decoder.discarded).toBe(0)
      }),
    )
  })

  it('is in step again one frame after any garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (garbage) => {
        const decoder = new FrameDecoder(A9)
        decoder.push(garbage)
        decoder.push(encodeFrame(A9, { weight: 1 }))
        const last = decoder.push(encodeFrame(A9, { weight: 2 })).at(-1)
        expect(last?.fields.weight?.value).toBe(2)
      }),
    )
  })

  it('accounts for every byte it is given, however long the garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1000, maxLength: 4000 }), (garbage) => {
        const decoder = new FrameDecoder(A9)
        const good = decoder.push(garbage).filter(({ error }) => !error).length
        decoder.reset()
        expect(decoder.discarded + good * A9_BYTES).toBe(garbage.length)
      }),
      { numRuns: 30 },
    )
  })

  it('does not take a frame with any one bit turned for a weight', () => {
    const frame = encodeFrame(A9, { weight: 123 })
    fc.assert(
      fc.property(fc.nat(frame.length - 1), fc.nat(7), (index, bit) => {
        const spoiled = frame.slice()
        spoiled[index] = (spoiled[index] ?? 0) ^ (1 << bit)
        const weights = new FrameDecoder(A9).push(spoiled).map(({ fields }) => fields.weight?.value ?? null)
        expect(weights.every((weight) => weight === null)).toBe(true)
      }),
    )
  })
})
