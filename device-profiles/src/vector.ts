import Type, { type Static } from 'typebox'
import { closed, HexText, ReasonCode, Scalar } from './words.ts'

const params = Type.Optional(Type.Record(Type.String(), Scalar))
const expected = Type.Optional(Type.Record(Type.String(), Type.Union([Scalar, Type.Null()])))
const reasons = Type.Optional(Type.Record(Type.String(), ReasonCode))
const title = Type.String({ minLength: 1 })
/** What the unit is called on its bus, where its bytes name it; a unit on a stream without one is alone on its line. */
const unitAddress = Type.Optional(Type.String())
const Bytes = Type.Union([Type.Object({ text: Type.String() }, closed), Type.Object({ hex: HexText }, closed)])
/** Event key → its fields. */
const events = Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), Type.Union([Scalar, Type.Null()]))))
/** How far `values` may be off, for rounding of 32-bit floats. */
const within = Type.Optional(Type.Number())

/**
 * Bytes that must decode or encode exactly so. Modbus frames are RTU frames to unit 1.
 * `request` + `reply`: a read the poller makes and its answer · `error`: the answer must be rejected with this code ·
 * `command`: the write that must go out · `never`: a frame the driver must refuse · `stream`: bytes of a stream ·
 * `asked` + `reply`: what a unit on a stream is asked and answers · `sends`: an order by message or on a stream, and
 * on a stream the `reply` that accepts or with `error` refuses it ·
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
      stream: Type.Union([HexText, Type.Object({ text: Type.String() }, closed)]),
      params,
      values: expected,
      reasons,
      within,
      frames: Type.Integer(),
      discarded: Type.Integer(),
      events,
    },
    closed,
  ),
  Type.Object(
    {
      title,
      asked: Bytes,
      reply: Bytes,
      address: unitAddress,
      params,
      values: expected,
      reasons,
      within,
      error: Type.Optional(ReasonCode),
      events,
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
      address: unitAddress,
      params,
      values: expected,
      reasons,
      within,
      error: Type.Optional(ReasonCode),
      events,
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
      address: unitAddress,
      params,
      reply: Type.Optional(Bytes),
      error: Type.Optional(ReasonCode),
    },
    closed,
  ),
])
export type Vector = Static<typeof Vector>
