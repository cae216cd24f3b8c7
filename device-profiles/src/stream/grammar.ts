import Type, { type Static } from 'typebox'
import { closed, HexText, ReasonCode } from '../words.ts'
import { Field } from './field.ts'
import { Address, Request } from './request-shape.ts'

const NAME = '^[a-z0-9-]+$'

export const CHECKSUMS = [
  'xor-hex',
  'xor-byte',
  'sum-complement-7',
  'sum-8',
  'sum-8-complement',
  'crc16-modbus',
  'crc16-ccitt',
] as const

/** An offset in the frame; below zero it counts from the end: −1 is the last byte. */
const offset = Type.Integer({ minimum: -1024, maximum: 1023 })

/**
 * The check bytes over bytes `from`…`to` (both included) stand at `at`.
 * `xor-hex`: two characters, each half of the XOR plus 30h, plus 37h above nine · `xor-byte` · `sum-complement-7`: makes
 * the 7-bit sum zero · `sum-8` · `sum-8-complement`: makes the sum zero · `crc16-modbus`: low byte first ·
 * `crc16-ccitt`: polynomial 1021h, start FFFFh, high byte first.
 */
export const Checksum = Type.Object({ kind: Type.Enum(CHECKSUMS), from: offset, to: offset, at: offset }, closed)
export type Checksum = Static<typeof Checksum>

/** Bytes that stand at a place in every such frame; with `mask` only those bits count. */
const Match = Type.Object({ at: offset, is: HexText, mask: Type.Optional(HexText) }, closed)
export type Match = Static<typeof Match>

/**
 * How frames are cut out of the stream: exactly one of `length` (all are so long), `longest` (a line that ends with
 * `end`), or `size` (the frame says how long it is: the number at that place plus `plus` bytes in all).
 */
export const Frame = Type.Object(
  {
    start: Type.Optional(HexText),
    /** The bytes a frame ends with; of a line there may be several, any of which ends it. */
    end: Type.Optional(Type.Union([HexText, Type.Array(HexText, { minItems: 2, maxItems: 4 })])),
    length: Type.Optional(Type.Integer({ minimum: 2, maximum: 256 })),
    longest: Type.Optional(Type.Integer({ minimum: 2, maximum: 1024 })),
    size: Type.Optional(
      Type.Object(
        {
          at: Type.Integer({ minimum: 0, maximum: 32 }),
          bytes: Type.Union([Type.Literal(1), Type.Literal(2)]),
          first: Type.Optional(Type.Enum(['low', 'high'] as const)),
          plus: Type.Integer({ minimum: 0, maximum: 64 }),
          longest: Type.Integer({ minimum: 4, maximum: 1024 }),
        },
        closed,
      ),
    ),
    /** Bytes that may stand between frames and mean nothing: FE that wakes a line up. */
    idle: Type.Optional(HexText),
    /** What stands elsewhere in every frame: a second start byte. Without it there is no frame here. */
    match: Type.Optional(Type.Array(Match, { maxItems: 4 })),
    checksum: Type.Optional(Checksum),
  },
  closed,
)
export type Frame = Static<typeof Frame>

/**
 * What one form of frame says. It is this form when every `match` holds and, where given, its text fits `layout`
 * (`{name}` is a field, a space is one or more, anything else stands for itself) or parts at `separator` into columns.
 * `error`: the frame is a refusal with this reason.
 */
export const Form = Type.Object(
  {
    match: Type.Optional(Type.Array(Match, { maxItems: 8 })),
    layout: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    separator: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
    fields: Type.Optional(Type.Record(Type.String({ pattern: NAME }), Field)),
    error: Type.Optional(ReasonCode),
  },
  closed,
)
export type Form = Static<typeof Form>

/** How a unit on a byte stream is heard, and where it speaks only when asked, how it is spoken to. */
export const StreamGrammar = Type.Object(
  {
    frame: Frame,
    /** The first form that fits is what a frame is. */
    forms: Type.Record(Type.String({ pattern: NAME }), Form),
    /** How often the unit talks by itself, for the simulator; absent for one that speaks when asked or when something happens. */
    perSecond: Type.Optional(Type.Number({ minimum: 0.1, maximum: 100 })),
    /** Samples of one form go out no oftener than this, except when something other than a number turns. */
    reportMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    /** Without a good frame for this long a unit that talks by itself is silent; absent where silence is no fault. */
    silenceMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 300_000 })),
    /** Seeing the same in this field again within so long tells no new event: a tag that stays in the field. */
    again: Type.Optional(
      Type.Object(
        { field: Type.String({ pattern: NAME }), withinMs: Type.Integer({ minimum: 1, maximum: 600_000 }) },
        closed,
      ),
    ),
    address: Type.Optional(Address),
    requests: Type.Optional(Type.Record(Type.String({ pattern: NAME }), Request)),
    /** The unit begins its answer within this, line time not counted. */
    answerWithinMs: Type.Optional(Type.Integer({ minimum: 10, maximum: 10_000 })),
    /** Silence the unit wants before the next request. */
    gapMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
  },
  closed,
)
export type StreamGrammar = Static<typeof StreamGrammar>
