import { Bilingual } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { closed, NumberOrParam, ReasonCode, Scalar, Sentinels, ValueType } from './words.ts'

export const TABLES = ['coil', 'discrete', 'holding', 'input'] as const
export type Table = (typeof TABLES)[number]
export const REGISTER_TYPES = ['bit', 'int16', 'uint16', 'int32', 'uint32', 'float32'] as const
export const ORDERS = ['ABCD', 'CDAB', 'BADC', 'DCBA'] as const

const Words = Type.Record(Type.String(), Scalar)

/**
 * A place in a Modbus table. `address` is the protocol address, counted from 0 (reference number 40001 is 0).
 * value = raw × scale + offset. `mask` picks bits of a register (true when any is set; as number with `shift`).
 * `words`: raw number → value, for states. `sentinels` are raw values that mean "no measurement". `trueWhen`: a bit is
 * true when it reads so; a param holding `on` or `off` may decide.
 */
export const RegisterSource = Type.Object(
  {
    table: Type.Enum(TABLES),
    address: Type.Integer({ minimum: 0, maximum: 65535 }),
    type: Type.Enum(REGISTER_TYPES),
    order: Type.Optional(Type.Enum(ORDERS)),
    mask: Type.Optional(Type.Integer({ minimum: 1, maximum: 65535 })),
    shift: Type.Optional(Type.Integer({ minimum: 0, maximum: 15 })),
    scale: Type.Optional(NumberOrParam),
    offset: Type.Optional(NumberOrParam),
    words: Type.Optional(Words),
    sentinels: Type.Optional(Sentinels),
    trueWhen: Type.Optional(
      Type.Union([Type.Enum(['on', 'off'] as const), Type.Object({ param: Type.String() }, closed)]),
    ),
    /** Another row may stand on the same place: two meanings of one coil, of which a site binds one. */
    shared: Type.Optional(Type.Boolean()),
  },
  closed,
)
export type RegisterSource = Static<typeof RegisterSource>

/**
 * A field of what the unit says: of a stream's frame, a JSON message (dotted path), an HJ 212 factor
 * (`a34041-Rtd`), a JT/T 808 item. value = raw × scale + offset; `words` maps raw text, numbers or booleans to values.
 */
export const FieldSource = Type.Object(
  {
    field: Type.String({ minLength: 1, maxLength: 128 }),
    scale: Type.Optional(NumberOrParam),
    offset: Type.Optional(NumberOrParam),
    mask: Type.Optional(Type.Integer({ minimum: 1, maximum: 0x7fffffff })),
    shift: Type.Optional(Type.Integer({ minimum: 0, maximum: 30 })),
    words: Type.Optional(Words),
    /** A raw value that is not among `words` says nothing about this channel, instead of being an unknown word. */
    others: Type.Optional(Type.Literal('ignored')),
    sentinels: Type.Optional(Sentinels),
  },
  closed,
)
export type FieldSource = Static<typeof FieldSource>

/**
 * A value the gateway works out where the unit does not say it.
 * `minus`: of − param · `param`: the param itself · `stable`: `of` moved by no more than `by` over `overMs` and at
 * least `samples` values · `above`: `of` > limit + by × times · `at-least`: `of` ≥ channel `than` · `sum`: all values of
 * `of` since the gateway began with this unit, for what counts anew in each message.
 * `difference`: of − channel `than` · `plus`: of + channel `than` · `signed`: of, below zero while channel `than` is true ·
 * `decimals`: of with so many decimals as channel `than` says.
 * `unlessParam`: unknown (bad, with `reason`) where that boolean param is true.
 */
export const DerivedSource = Type.Object(
  {
    derive: Type.Enum([
      'minus',
      'difference',
      'plus',
      'signed',
      'decimals',
      'param',
      'stable',
      'above',
      'at-least',
      'sum',
    ] as const),
    of: Type.Optional(Type.String()),
    than: Type.Optional(Type.String()),
    by: Type.Optional(NumberOrParam),
    times: Type.Optional(Type.Number()),
    limit: Type.Optional(NumberOrParam),
    overMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 60_000 })),
    samples: Type.Optional(Type.Integer({ minimum: 2, maximum: 1000 })),
    /** `stable` is false while this channel is true. */
    notWhile: Type.Optional(Type.String()),
    unlessParam: Type.Optional(Type.String()),
    reason: Type.Optional(ReasonCode),
  },
  closed,
)
export type DerivedSource = Static<typeof DerivedSource>

/** How the simulator behaves on this channel when nobody sets a value. */
export const Behaviour = Type.Object(
  {
    nominal: Scalar,
    /** Peak of the random wobble, in the channel's unit. */
    noise: Type.Optional(Type.Number({ minimum: 0 })),
    /** Half the height and the period of a slow swing. */
    swing: Type.Optional(Type.Number({ minimum: 0 })),
    swingMinutes: Type.Optional(Type.Number({ minimum: 0.1 })),
    /** `door`: rises by `step` for a while as doors do · `goods`: goods up to `step` are put on and off. */
    visits: Type.Optional(Type.Enum(['door', 'goods'] as const)),
    step: Type.Optional(Type.Number()),
    /** Counts up from `nominal` by one every so many seconds, a heartbeat or a meter; begins anew at `wraps`. */
    counts: Type.Optional(
      Type.Object(
        { everySeconds: Type.Number({ minimum: 0.1 }), wraps: Type.Optional(Type.Integer({ minimum: 2 })) },
        closed,
      ),
    ),
    /** Goes through these one after the other and round again. */
    round: Type.Optional(
      Type.Array(Type.Object({ value: Scalar, seconds: Type.Number({ minimum: 1 }) }, closed), { minItems: 2 }),
    ),
    /** Reads what belongs to the other channel's value; `nominal` where none does. */
    follows: Type.Optional(Type.Object({ channel: Type.String(), words: Type.Record(Type.String(), Scalar) }, closed)),
    /** An order shows its effect so much later: a valve travels. */
    afterSeconds: Type.Optional(Type.Number({ minimum: 0 })),
    /** False while any of these channels reads so, whatever was ordered: the unit's own interlock. */
    blockedBy: Type.Optional(Type.Record(Type.String(), Scalar)),
  },
  closed,
)
export type Behaviour = Static<typeof Behaviour>

export const Channel = Type.Object(
  {
    name: Bilingual,
    value: ValueType,
    unit: Type.Optional(Type.String({ maxLength: 32 })),
    from: Type.Union([RegisterSource, FieldSource, DerivedSource]),
    pollMs: Type.Optional(Type.Integer({ minimum: 50, maximum: 300_000 })),
    /** Outside of these the value is bad, reason `out-of-range`. */
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    /** Good only while that channel reads so. */
    requires: Type.Optional(Type.Object({ channel: Type.String(), equals: Scalar, reason: ReasonCode }, closed)),
    /** False: this row of the map was not confirmed by its source. */
    verified: Type.Optional(Type.Boolean()),
    simulate: Type.Optional(Behaviour),
    /** In a file: this row stands for `times` rows, `{n}` in its key, names and references counting from 1. */
    repeat: Type.Optional(
      Type.Object({ times: Type.Integer({ minimum: 2, maximum: 64 }), step: Type.Integer({ minimum: 1 }) }, closed),
    ),
  },
  closed,
)
export type Channel = Static<typeof Channel>
