import { Bilingual, Bus, Id, TRANSPORTS } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { StreamGrammar } from './stream/grammar.ts'

const closed = { additionalProperties: false }
const HexText = Type.String({ pattern: '^([0-9A-Fa-f]{2})( ?[0-9A-Fa-f]{2})*$' })
const Scalar = Type.Union([Type.Number(), Type.Boolean(), Type.String()])
const ValueType = Type.Enum(['number', 'boolean', 'text'] as const)
/** A number written in the profile, or taken from an install parameter of the unit. */
const NumberOrParam = Type.Union([Type.Number(), Type.Object({ param: Type.String() }, closed)])
const ReasonCode = Type.String({ pattern: '^[a-z0-9-]+$', maxLength: 64 })

/** What an installer states once for a unit. Without a default it stays unknown until stated. */
export const Param = Type.Object(
  {
    name: Bilingual,
    value: ValueType,
    default: Type.Optional(Scalar),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    choices: Type.Optional(Type.Array(Type.Object({ value: Scalar, name: Bilingual }, closed))),
    unit: Type.Optional(Type.String()),
  },
  closed,
)
export type Param = Static<typeof Param>

export const TABLES = ['coil', 'discrete', 'holding', 'input'] as const
export type Table = (typeof TABLES)[number]
export const REGISTER_TYPES = ['bit', 'int16', 'uint16', 'int32', 'uint32', 'float32'] as const
export const ORDERS = ['ABCD', 'CDAB', 'BADC', 'DCBA'] as const

/**
 * A place in a Modbus table. `address` is the protocol address, counted from 0 (reference number 40001 is 0).
 * value = raw × scale + offset. `mask` picks bits of a register (true when any is set; as number with `shift`).
 * `sentinels` are raw values that mean "no measurement". `trueWhen`: a bit is true when it reads so; a param
 * holding `on` or `off` may decide.
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
    sentinels: Type.Optional(Type.Array(Type.Object({ raw: Type.Number(), reason: ReasonCode }, closed))),
    trueWhen: Type.Optional(
      Type.Union([Type.Enum(['on', 'off'] as const), Type.Object({ param: Type.String() }, closed)]),
    ),
  },
  closed,
)
export type RegisterSource = Static<typeof RegisterSource>

/** A field of the stream's frame. */
export const FieldSource = Type.Object({ field: Type.String() }, closed)

/**
 * A value the gateway works out where the unit does not say it.
 * `minus`: of − param · `param`: the param itself · `stable`: `of` moved by no more than `by` over `overMs` and at
 * least `samples` values · `above`: `of` > limit + by × times · `at-least`: `of` ≥ channel `than`.
 * `unlessParam`: unknown (bad, with `reason`) where that boolean param is true.
 */
export const DerivedSource = Type.Object(
  {
    derive: Type.Enum(['minus', 'param', 'stable', 'above', 'at-least'] as const),
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

/** A command moves one bit channel to one value and reads it back. */
export const ProfileCommand = Type.Object(
  {
    name: Bilingual,
    channels: Type.Array(Type.String(), { minItems: 1 }),
    to: Type.Boolean(),
    confirmWithinMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 60_000 })),
  },
  closed,
)
export type ProfileCommand = Static<typeof ProfileCommand>

const params = Type.Optional(Type.Record(Type.String(), Scalar))
const expected = Type.Optional(Type.Record(Type.String(), Type.Union([Scalar, Type.Null()])))
const reasons = Type.Optional(Type.Record(Type.String(), ReasonCode))
const title = Type.String({ minLength: 1 })
/**
 * Bytes that must decode or encode exactly so. Modbus frames are RTU frames to unit 1.
 * `request` + `reply`: a read the poller makes and its answer · `error`: the answer must be rejected with this code ·
 * `command`: the write that must go out · `never`: a frame the driver must refuse · `stream`: bytes of a stream.
 */
export const Vector = Type.Union([
  Type.Object(
    {
      title,
      request: HexText,
      reply: HexText,
      params,
      values: expected,
      reasons,
      error: Type.Optional(ReasonCode),
      /** How far `values` may be off, for rounding of 32-bit floats. */
      within: Type.Optional(Type.Number()),
    },
    closed,
  ),
  Type.Object(
    { title, command: Type.String(), channel: Type.String(), request: HexText, reply: HexText, params },
    closed,
  ),
  Type.Object({ title, never: HexText, params }, closed),
  Type.Object(
    { title, stream: HexText, params, values: expected, reasons, frames: Type.Integer(), discarded: Type.Integer() },
    closed,
  ),
])
export type Vector = Static<typeof Vector>

/** A statement about one family of hardware and where it comes from. */
const identity = {
  id: Id,
  version: Type.String({ pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$' }),
  kinds: Type.Array(Id, { minItems: 1 }),
  name: Bilingual,
  maker: Type.String({ minLength: 1 }),
  models: Type.Array(Type.String(), { minItems: 1 }),
  source: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
  /** True where maker's documents or recomputed frames back the map. Writes of an unverified profile are off. */
  verified: Type.Boolean(),
}

/** One real model of hardware: one file in `profiles/<kind>/`. Shapes are closed: an unknown word is an error. */
export const Profile = Type.Object(
  {
    ...identity,
    transports: Type.Array(Type.Enum(TRANSPORTS), { minItems: 1 }),
    line: Type.Pick(Bus, ['baudRate', 'dataBits', 'parity', 'stopBits']),
    /** How many devices of a kind one unit serves. */
    positions: Type.Integer({ minimum: 1, maximum: 64 }),
    params: Type.Optional(Type.Record(Type.String(), Param)),
    modbus: Type.Optional(
      Type.Object(
        {
          pollMs: Type.Integer({ minimum: 50, maximum: 300_000 }),
          /** The unit begins its answer within this, line time not counted. */
          answerWithinMs: Type.Integer({ minimum: 10, maximum: 10_000 }),
          /** Silence the unit wants before the next request, beyond 3.5 characters. */
          gapMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
          /** Registers nobody asked for that a merged read may cross. */
          mergeGap: Type.Optional(Type.Integer({ minimum: 0, maximum: 64 })),
          maxRegisters: Type.Optional(Type.Integer({ minimum: 1, maximum: 125 })),
        },
        closed,
      ),
    ),
    stream: Type.Optional(StreamGrammar),
    channels: Type.Record(Type.String({ pattern: '^[a-z0-9{}-]+$' }), Channel),
    commands: Type.Optional(Type.Record(Type.String(), ProfileCommand)),
    /** Kind → point → channel; `{position}` stands for the position of the device on the unit. */
    bindings: Type.Record(Type.String(), Type.Record(Type.String(), Type.String())),
    vectors: Type.Array(Vector, { minItems: 1 }),
  },
  closed,
)
export type Profile = Static<typeof Profile>
