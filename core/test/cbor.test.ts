import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cbor, CborTag, decodeCbor, encodeCbor } from '../src/cbor.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))

/** Encodings of RFC 8949 Appendix A within the subset. */
const EXAMPLES: [Cbor, string][] = [
  [0, '00'],
  [23, '17'],
  [24, '1818'],
  [1000, '1903e8'],
  [1000000000000, '1b000000e8d4a51000'],
  [-1, '20'],
  [-1000, '3903e7'],
  [false, 'f4'],
  [true, 'f5'],
  [null, 'f6'],
  [bytes('01020304'), '4401020304'],
  ['水', '63e6b0b4'],
  [[1, [2, 3], [4, 5]], '8301820203820405'],
  [new CborTag(1, 1363896240), 'c11a514b67b0'],
]

describe('CBOR', () => {
  it.each(EXAMPLES)('encodes %o as %s and back', (value, text) => {
    expect(hex(encodeCbor(value))).toBe(text)
    expect(decodeCbor(bytes(text))).toEqual(value)
  })

  it('puts map keys in bytewise order of their encoding', () => {
    const map = new Map<number | string, Cbor>([
      ['a', 1],
      [-1, 2],
      [10, 3],
    ])
    expect(hex(encodeCbor(map))).toBe('a30a032002616101')
  })

  it('gives back every value it encodes', () => {
    const leaf = fc.oneof(fc.maxSafeInteger(), fc.string(), fc.boolean(), fc.constant(null), fc.uint8Array())
    const { value } = fc.letrec<{ value: Cbor }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value')),
        fc.dictionary(fc.string(), tie('value')).map((o) => new Map(Object.entries(o))),
      ),
    }))
    fc.assert(
      fc.property(value, (each) => {
        expect(decodeCbor(encodeCbor(each))).toEqual(each)
      }),
    )
  })

  it.each([
    ['trailing bytes', '0000'],
    ['a truncated string', '6261'],
    ['an indefinite array', '9fff'],
    ['a length not in its shortest form', '1817'],
    ['a duplicate key', 'a201000100'],
    ['a float', 'f93c00'],
    ['text that is not UTF-8', '61ff'],
    ['an array longer than its message', '9a7fffffff'],
    ['a key that is neither integer nor text', 'a1f600'],
    ['an integer past 2^53', '1b0020000000000001'],
    ['nesting without end', '81'.repeat(100)],
  ])('refuses %s', (_name, text) => {
    expect(() => decodeCbor(bytes(text))).toThrow(expect.objectContaining({ code: 'CBOR_MALFORMED' }))
  })

  it('meets hostile bytes with an error of its own, never another', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
        try {
          expect(encodeCbor(decodeCbor(noise))).toBeInstanceOf(Uint8Array)
        } catch (error) {
          expect(error).toMatchObject({ code: 'CBOR_MALFORMED' })
        }
      }),
      { numRuns: 5_000 },
    )
  })
})
