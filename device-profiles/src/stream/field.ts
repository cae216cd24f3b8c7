import Type, { type Static } from 'typebox'
import { closed, ReasonCode, Scalar } from '../words.ts'

const offset = Type.Integer({ minimum: -1024, maximum: 1023 })
const first = Type.Optional(Type.Enum(['low', 'high'] as const))

/**
 * Where a field stands: from byte `at`, `length` bytes or up to byte `to` (included); or in a column, counted from 0;
 * or, with none of these, where the layout names it. Offsets below zero count from the end of the frame.
 */
const place = {
  at: Type.Optional(offset),
  length: Type.Optional(Type.Integer({ minimum: 1, maximum: 512 })),
  to: Type.Optional(offset),
  column: Type.Optional(Type.Integer({ minimum: 0, maximum: 63 })),
}
/** Nothing there is no news, instead of a value that cannot be read. */
const optional = Type.Optional(Type.Boolean())
/** The number times what that field of the same form reads: a unit of measure. */
const times = Type.Optional(Type.String({ maxLength: 64 }))

/** How many digits stand behind the point: always so many, or what that byte says, as an ASCII digit or by `table`. */
const Decimals = Type.Union([
  Type.Integer({ minimum: 0, maximum: 9 }),
  Type.Object(
    {
      at: offset,
      mask: Type.Optional(Type.Integer({ minimum: 1, maximum: 255 })),
      /** What the masked byte reads → digits behind the point; below zero that many zeros are to be added. */
      table: Type.Optional(Type.Record(Type.String(), Type.Integer({ minimum: -3, maximum: 9 }))),
    },
    closed,
  ),
])
/** Where the sign stands: a character that means minus (`plus` is what the simulator writes otherwise), or a bit. */
const Sign = Type.Union([
  Type.Object(
    {
      at: offset,
      minus: Type.String({ minLength: 1, maxLength: 1 }),
      plus: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
    },
    closed,
  ),
  Type.Object({ at: offset, bit: Type.Integer({ minimum: 0, maximum: 7 }) }, closed),
])

/** ASCII digits alone, most significant first; spaces in front count as zeros. Sign and point stand elsewhere. */
const Digits = Type.Object(
  {
    as: Type.Literal('digits'),
    ...place,
    sign: Type.Optional(Sign),
    decimals: Type.Optional(Decimals),
    times,
    optional,
  },
  closed,
)
/** ASCII text of a number with its own sign and point. `pad`, `plus` and `width` are how the simulator writes it. */
const Numeral = Type.Object(
  {
    as: Type.Literal('number'),
    ...place,
    /** Written from the last character to the first. */
    reversed: Type.Optional(Type.Boolean()),
    sign: Type.Optional(Sign),
    width: Type.Optional(Type.Integer({ minimum: 1, maximum: 32 })),
    pad: Type.Optional(Type.Enum([' ', '0'] as const)),
    plus: Type.Optional(Type.Boolean()),
    times,
    optional,
  },
  closed,
)
/** ASCII text looked up in a table, spaces around it not counted; the first word that means a value is written. */
const Word = Type.Object(
  { as: Type.Literal('words'), ...place, words: Type.Record(Type.String(), Scalar), optional },
  closed,
)
/** Text as it stands, without spaces and control characters around it: UTF-8, or else GB 18030. */
const Text = Type.Object({ as: Type.Literal('text'), ...place, optional }, closed)
const Bit = Type.Object(
  {
    as: Type.Literal('bit'),
    ...place,
    bit: Type.Integer({ minimum: 0, maximum: 7 }),
    not: Type.Optional(Type.Boolean()),
  },
  closed,
)

export const BINARY = ['u8', 's8', 'u16', 's16', 'u24', 'u32', 's32', 'f32'] as const
/** A binary number; `bias` is taken from every byte first, `bits` then picks `count` bits from bit `from` up. */
const Binary = Type.Object(
  {
    as: Type.Enum(BINARY),
    at: offset,
    first,
    bias: Type.Optional(Type.Integer({ minimum: 0, maximum: 255 })),
    bits: Type.Optional(
      Type.Object(
        { from: Type.Integer({ minimum: 0, maximum: 31 }), count: Type.Integer({ minimum: 1, maximum: 31 }) },
        closed,
      ),
    ),
    times,
  },
  closed,
)
/** Two decimal digits a byte. `signed`: the top bit of the most significant byte is the sign. `text`: keeps its zeros. */
const Bcd = Type.Object(
  {
    as: Type.Literal('bcd'),
    at: offset,
    length: Type.Integer({ minimum: 1, maximum: 16 }),
    first,
    bias: Type.Optional(Type.Integer({ minimum: 0, maximum: 255 })),
    signed: Type.Optional(Type.Boolean()),
    text: Type.Optional(Type.Boolean()),
    times,
  },
  closed,
)
/** Bytes as hexadecimal text, upper case, without spaces. */
const Hex = Type.Object({ as: Type.Literal('hex'), ...place, first }, closed)
/** What this form means by being there. */
const Constant = Type.Object({ as: Type.Literal('constant'), value: Scalar }, closed)
/** What this form is known not to say. */
const Unknown = Type.Object({ as: Type.Literal('unknown'), reason: ReasonCode }, closed)

/** The same as another field of this form: in gross mode the net weight is the gross weight. */
const Same = Type.Object({ as: Type.Literal('same'), of: Type.String({ maxLength: 64 }) }, closed)

export const Field = Type.Union([Digits, Numeral, Word, Text, Bit, Binary, Bcd, Hex, Constant, Unknown, Same])
export type Field = Static<typeof Field>
export type Of<As extends Field['as']> = Extract<Field, { as: As }>
export type Sign = Static<typeof Sign>
export type DigitsField = Of<'digits'>
export type NumberField = Of<'number'>
export type BinaryField = Static<typeof Binary>
export type BcdField = Of<'bcd'>
/** A field that stands somewhere in the frame. */
export type PlacedField = Exclude<Field, Of<'constant'> | Of<'unknown'> | Of<'same'>>
