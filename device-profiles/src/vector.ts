import Type, { type Static } from 'typebox'
import { closed, HexText, ReasonCode, Scalar } from './words.ts'

const params = Type.Optional(Type.Record(Type.String(), Scalar))
const expected = Type.Optional(Type.Record(Type.String(), Type.Union([Scalar, Type.Null()])))
const reasons = Type.Optional(Type.Record(Type.String(), ReasonCode))
const title = Type.String({ minLength: 1 })
/** How far `values` may be off, for rounding of 32-bit floats. */
const within = Type.Optional(Type.Number())

/**
 * Bytes that must decode or encode exactly so. Modbus frames are RTU frames to unit 1.
 * `request` + `reply`: a read the poller makes and its answer · `error`: the answer must be rejected with this code ·
 * `command`: the write that must go out · `never`: a frame the driver must refuse · `stream`: bytes of a stream ·
 * `message`: what arrives by MQTT, HTTP, HJ 212 or JT/T 808, as text or bytes, and the channels and events it gives.
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
      within,
    },
    closed,
  ),
  Type.Object(
    {
      title,
      command: Type.String(),
      channel: Type.String(),
      value: Type.Optional(Scalar),
      request: HexText,
      reply: HexText,
      params,
    },
    closed,
  ),
  Type.Object({ title, never: HexText, params }, closed),
  Type.Object(
    {
      title,
      stream: HexText,
      params,
      values: expected,
      reasons,
      within,
      frames: Type.Integer(),
      discarded: Type.Integer(),
    },
    closed,
  ),
  Type.Object(
    {
      title,
      message: Type.Union([
        Type.Object({ text: Type.String() }, closed),
        Type.Object({ hex: HexText }, closed),
        Type.Object({ json: Type.Unknown() }, closed),
      ]),
      topic: Type.Optional(Type.String()),
      /** The unit's address in the message, where the section takes one. */
      address: Type.Optional(Type.String()),
      params,
      values: expected,
      reasons,
      within,
      error: Type.Optional(ReasonCode),
      /** Event key → its fields. */
      events: Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), Type.Union([Scalar, Type.Null()])))),
    },
    closed,
  ),
  Type.Object(
    {
      title,
      /** An order by message: what must go out, byte for byte or as text. */
      command: Type.String(),
      channel: Type.String(),
      value: Type.Optional(Scalar),
      sends: Type.Union([
        Type.Object({ text: Type.String() }, closed),
        Type.Object({ hex: HexText }, closed),
        Type.Object({ json: Type.Unknown() }, closed),
      ]),
      topic: Type.Optional(Type.String()),
      address: Type.Optional(Type.String()),
      params,
    },
    closed,
  ),
])
export type Vector = Static<typeof Vector>
