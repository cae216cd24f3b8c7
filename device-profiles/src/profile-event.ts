import { Id } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { closed, Scalar } from './words.ts'

/** A field of the kind's event: which field of the message it comes from, and what its raw words mean. */
const EventField = Type.Object(
  {
    field: Type.String({ minLength: 1, maxLength: 128 }),
    scale: Type.Optional(Type.Number()),
    words: Type.Optional(Type.Record(Type.String(), Scalar)),
  },
  closed,
)

/** How a message of the unit becomes an event of its kind. */
export const ProfileEvent = Type.Object(
  {
    /** Key in the kind's `events`. */
    event: Id,
    /** The message is such an event when this field is there, and reads one of `in` where given. */
    when: Type.Object(
      { field: Type.String({ minLength: 1, maxLength: 128 }), in: Type.Optional(Type.Array(Scalar)) },
      closed,
    ),
    fields: Type.Record(Id, EventField),
    /** Field whose value is the same when the unit sends the same event again. */
    key: Type.Optional(Type.String()),
    /** Field with the unit's own time: ISO 8601 text, or epoch seconds or milliseconds. */
    time: Type.Optional(Type.String()),
  },
  closed,
)
export type ProfileEvent = Static<typeof ProfileEvent>
