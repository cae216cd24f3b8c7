import Type, { type Static } from 'typebox'

const closed = { additionalProperties: false }
const Byte = Type.String({ pattern: '^[0-9A-Fa-f]{2}$' })
const at = Type.Integer({ minimum: 0, maximum: 255 })
const length = Type.Integer({ minimum: 1, maximum: 32 })

/** ASCII digits, most significant first; spaces in front count as zeros. `sign`: the byte that means minus. */
const Digits = Type.Object(
  {
    at,
    length,
    sign: Type.Optional(Type.Object({ at, minus: Type.String({ minLength: 1, maxLength: 1 }) }, closed)),
    /** How many of the digits stand behind the point: fixed, or an ASCII digit at that place. */
    decimals: Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: 9 }), Type.Object({ at }, closed)])),
  },
  closed,
)
/** ASCII text of a number with its own sign and point, e.g. ` 004.139`. */
const Decimal = Type.Object({ decimal: Type.Literal(true), at, length }, closed)
/** ASCII text looked up in a table, e.g. `OL` → true. */
const Word = Type.Object(
  { at, length, words: Type.Record(Type.String(), Type.Union([Type.Number(), Type.Boolean(), Type.String()])) },
  closed,
)
const Bit = Type.Object({ at, bit: Type.Integer({ minimum: 0, maximum: 7 }) }, closed)

export const Field = Type.Union([Digits, Decimal, Word, Bit])
export type Field = Static<typeof Field>
export type DigitsField = Static<typeof Digits>

export const CHECKSUMS = ['xor-hex', 'sum-complement-7'] as const

/**
 * How a unit that talks by itself frames its values. A frame begins with `start`, is `length` bytes long and ends
 * with `end` where given. The checksum covers bytes `from`…`to` (offsets, both included) and stands at `at`:
 * `xor-hex`: two ASCII characters, each half of the XOR plus 30h, plus 37h above nine ·
 * `sum-complement-7`: one byte that makes the 7-bit sum zero.
 */
export const StreamGrammar = Type.Object(
  {
    start: Type.Array(Byte, { minItems: 1, maxItems: 4 }),
    end: Type.Optional(Type.Array(Byte, { minItems: 1, maxItems: 4 })),
    length: Type.Integer({ minimum: 2, maximum: 256 }),
    fields: Type.Record(Type.String(), Field),
    checksum: Type.Optional(Type.Object({ kind: Type.Enum(CHECKSUMS), from: at, to: at, at }, closed)),
    /** Frames per second the unit sends, for the simulator. */
    perSecond: Type.Number({ minimum: 0.1, maximum: 100 }),
    /** Samples go out no oftener than this, except when a boolean turns. */
    reportMs: Type.Integer({ minimum: 0, maximum: 10_000 }),
    /** Without a good frame for this long the unit is silent. */
    silenceMs: Type.Integer({ minimum: 100, maximum: 300_000 }),
  },
  closed,
)
export type StreamGrammar = Static<typeof StreamGrammar>
