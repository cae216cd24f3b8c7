import Type, { type Static } from 'typebox'
import { closed, HexText } from '../words.ts'

const Name = Type.String({ pattern: '^[a-z0-9-]+$', maxLength: 64 })

/**
 * How a unit's address stands in requests and frames. `two-digits`: 05 · `letter`: A…Z, of which 1…26 are the numbers ·
 * `byte` · `bcd`: `bytes` bytes, two digits each. `field`: what a frame says it comes from; another's is not taken.
 */
export const Address = Type.Object(
  {
    as: Type.Enum(['two-digits', 'letter', 'byte', 'bcd'] as const),
    bytes: Type.Optional(Type.Integer({ minimum: 1, maximum: 8 })),
    first: Type.Optional(Type.Enum(['low', 'high'] as const)),
    field: Type.Optional(Name),
    /** Stands in requests for a unit without an address, which is then alone on its line; empty for nothing. */
    alone: Type.Optional(Type.Union([HexText, Type.Literal('')])),
  },
  closed,
)
export type Address = Static<typeof Address>

/**
 * What is said to a unit: `text`, or `hex` with bytes and the words in braces. `{address}` is the unit's, `{value}` the
 * order's value as text, `{check}` the frame's checksum over what stands before it. `wake` goes out in front and is not
 * part of the frame.
 */
export const Request = Type.Object(
  {
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    hex: Type.Optional(
      Type.String({
        pattern: '^([0-9A-Fa-f]{2}|\\{address\\}|\\{check\\})( ([0-9A-Fa-f]{2}|\\{address\\}|\\{check\\}))*$',
      }),
    ),
    wake: Type.Optional(HexText),
    /** Forms that answer it; without any there is no answer. */
    answers: Type.Optional(Type.Array(Name, { minItems: 1 })),
    /** Forms that may come in any number before the answer does, and tell something. */
    tells: Type.Optional(Type.Array(Name, { minItems: 1 })),
    /** Only for a unit without an address, alone on its line: what would reach every unit there. */
    whenAlone: Type.Optional(Type.Boolean()),
    /** Asked so often. A request without it goes out only as an order, or at the start. */
    everyMs: Type.Optional(Type.Integer({ minimum: 50, maximum: 3_600_000 })),
    /** Said to a unit that talks by itself when the line opens, and again when it has fallen silent. */
    atStart: Type.Optional(Type.Boolean()),
    /** The unit begins its answer within this, where it differs from the others. */
    answerWithinMs: Type.Optional(Type.Integer({ minimum: 10, maximum: 60_000 })),
  },
  closed,
)
export type Request = Static<typeof Request>
