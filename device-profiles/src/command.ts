import { Bilingual } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { closed, Scalar } from './words.ts'

/** Bytes or a message that carry an order where no register does; the section of the transport says how it reads. */
export const Sending = Type.Object(
  {
    /** A request of the `stream` section, or a topic or message of the profile's own section, by name. */
    as: Type.String({ minLength: 1, maxLength: 64 }),
    /** Text that goes out; `{value}` is the order's value, `{address}` the unit's. */
    text: Type.Optional(Type.String({ maxLength: 512 })),
  },
  closed,
)

/** A place an order is written to, where that is not the channel that shows its effect: an actuator's close coil. */
export const WritePlace = Type.Object(
  {
    table: Type.Enum(['coil', 'holding'] as const),
    address: Type.Integer({ minimum: 0, maximum: 65535 }),
    raw: Type.Integer({ minimum: 0, maximum: 65535, description: 'What is written; a coil takes 0 or 1' }),
  },
  closed,
)

/**
 * An order to a channel. What goes out: the channel set to `to`; or to the order's own value within `limits` or `text`;
 * or `send`. It is confirmed when the channel reads so, or `confirm.channel` reads `equals`; without any read-back it
 * ends as accepted.
 */
export const ProfileCommand = Type.Object(
  {
    name: Bilingual,
    channels: Type.Array(Type.String(), { minItems: 1 }),
    to: Type.Optional(Scalar),
    limits: Type.Optional(
      Type.Object({ min: Type.Number(), max: Type.Number(), step: Type.Optional(Type.Number()) }, closed),
    ),
    at: Type.Optional(WritePlace),
    /** The order's own value is a text of at most so many characters. */
    text: Type.Optional(Type.Object({ maxLength: Type.Integer({ minimum: 1, maximum: 1000 }) }, closed)),
    send: Type.Optional(Sending),
    confirm: Type.Optional(
      Type.Union([Type.Literal('none'), Type.Object({ channel: Type.String(), equals: Scalar }, closed)]),
    ),
    confirmWithinMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 120_000 })),
  },
  closed,
)
export type ProfileCommand = Static<typeof ProfileCommand>
