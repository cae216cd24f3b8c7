import Type, { type Static } from 'typebox'
import { closed } from '../words.ts'

export const BYTE_TYPES = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint24',
  'uint32',
  'int32',
  'float32',
  'float-11073',
] as const

/** The item is there only where a byte already read, under the mask, is this (flags of a GATT characteristic). */
const When = Type.Object(
  {
    at: Type.Integer({ minimum: 0, maximum: 255 }),
    mask: Type.Integer({ minimum: 1, maximum: 255 }),
    is: Type.Integer(),
  },
  closed,
)
const order = Type.Optional(Type.Enum(['little', 'big'] as const))

/**
 * Binary payloads read from the front: a field of a type · bytes passed over · `packed`: `count` numbers of `bits`
 * each, the least significant first, as fields `<packed>-1` … Everything little-endian unless `big`.
 * `float-11073` is the 32-bit IEEE 11073 float of health devices: 24-bit mantissa, 8-bit decimal exponent.
 */
export const ByteItem = Type.Union([
  Type.Object({ field: Type.String(), type: Type.Enum(BYTE_TYPES), order, when: Type.Optional(When) }, closed),
  Type.Object({ skip: Type.Integer({ minimum: 1, maximum: 64 }), when: Type.Optional(When) }, closed),
  Type.Object(
    {
      packed: Type.String(),
      bits: Type.Integer({ minimum: 1, maximum: 24 }),
      count: Type.Integer({ minimum: 1, maximum: 32 }),
    },
    closed,
  ),
])
export type ByteItem = Static<typeof ByteItem>
export const ByteLayout = Type.Array(ByteItem, { minItems: 1, maxItems: 64 })
export type ByteLayout = Static<typeof ByteLayout>
