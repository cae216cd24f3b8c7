import Type, { type Static } from 'typebox'
import { closed } from '../words.ts'

export const EDITIONS = ['2013', '2019'] as const
export type Edition = (typeof EDITIONS)[number]
/** `sign16`: the high bit is the sign and the rest the amount, as some firmwares write what is below zero. */
export const ITEM_TYPES = ['uint8', 'int8', 'uint16', 'int16', 'sign16', 'uint32', 'int32', 'hex'] as const
export type ItemType = (typeof ITEM_TYPES)[number]

const FieldName = Type.String({ pattern: '^[a-z0-9-]{1,40}$' })
const Byte = Type.String({ pattern: '^[0-9A-F]{2}$' })

/** What stands in an extra item of a location report. Big-endian. */
export const Item = Type.Object(
  {
    field: FieldName,
    type: Type.Union([Type.Enum(ITEM_TYPES), Type.Object({ param: Type.String() }, closed)]),
    /** So many values in a row, `field-1` and on. */
    times: Type.Optional(Type.Integer({ minimum: 2, maximum: 32 })),
    /**
     * The param that says how many of them are wired; those beyond it are `not-connected`. Where nobody stated it, a
     * raw 0 is `zero-or-not-connected`: the unit writes the same for both.
     */
    wired: Type.Optional(Type.Object({ param: Type.String() }, closed)),
  },
  closed,
)
export type Item = Static<typeof Item>

/** How an order goes out: a text (0x8300) with its flag byte, or a parameter (0x8103) and whether it is read back. */
export const Order = Type.Union([
  Type.Object({ message: Type.Literal('8300'), flag: Type.Integer({ minimum: 0, maximum: 255 }) }, closed),
  Type.Object(
    {
      message: Type.Literal('8103'),
      parameter: Type.Integer({ minimum: 1, maximum: 0xffff }),
      type: Type.Enum(['uint8', 'uint16', 'uint32'] as const),
      /** The terminal tells a parameter when asked for it (0x8106). */
      readBack: Type.Boolean(),
    },
    closed,
  ),
])
export type Order = Static<typeof Order>

/** How a vehicle terminal speaks JT/T 808. */
export const Jt808Section = Type.Object(
  {
    editions: Type.Array(Type.Enum(EDITIONS), { minItems: 1 }),
    /** Without a message for this long the unit is silent. */
    silenceMs: Type.Integer({ minimum: 1000, maximum: 86_400_000 }),
    /** Extra items by their number in hex, beside those of the standard or instead of them. */
    items: Type.Optional(Type.Record(Byte, Item)),
    /** What a device behind the terminal sends through it (0x0900), by its type in hex: fields at places, from 0. */
    passthrough: Type.Optional(
      Type.Record(
        Byte,
        Type.Array(
          Type.Object(
            { field: FieldName, at: Type.Integer({ minimum: 0, maximum: 1000 }), type: Type.Enum(ITEM_TYPES) },
            closed,
          ),
          { minItems: 1, maxItems: 64 },
        ),
      ),
    ),
    orders: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z0-9-]+$' }), Order)),
    /** How often the simulated terminal reports. */
    everyMs: Type.Optional(Type.Integer({ minimum: 50, maximum: 3_600_000 })),
  },
  closed,
)
export type Jt808Section = Static<typeof Jt808Section>
