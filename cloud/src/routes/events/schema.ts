import { Id } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { asPerson, ClockWord, failures, SiteParams, shape, WallMs, WallMsOrUnknown } from '../../http/common.ts'

export const ENTRY_TYPES = ['event', 'record', 'command', 'alarm', 'gap', 'registry'] as const
const OrNull = (type: Type.TSchema) => Type.Union([type, Type.Null()])
const IntegerOrNull = Type.Union([Type.Integer(), Type.Null()])

/** An entry that is no reading, with the box's own stamp. Entries the cloud made itself (`source: cloud`) have none. */
export const SiteEntry = Type.Object(
  {
    id: Type.Integer({ description: 'Order of arrival here; the cursor' }),
    box: Id,
    source: Type.Enum(['box', 'cloud'] as const),
    receivedAt: WallMs,
    seq: IntegerOrNull,
    era: IntegerOrNull,
    mono: IntegerOrNull,
    wall: WallMsOrUnknown,
    corrected: Type.Optional(
      Type.Integer({ description: 'Ms that `wall` was moved by, as the box has said of its clock since' }),
    ),
    clock: Type.Union([ClockWord, Type.Null()]),
    type: Type.Enum(ENTRY_TYPES),
    event: Type.Optional(Type.String()),
    device: Type.Optional(Type.String()),
    form: Type.Optional(Type.String()),
    by: Type.Optional(Type.String()),
    command: Type.Optional(Type.String()),
    result: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String()),
    data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    attachments: Type.Optional(Type.Array(Type.String())),
  },
  { title: 'SiteEntry', additionalProperties: true, description: 'Further fields as `Entry` of its type has them' },
)
export type SiteEntry = Static<typeof SiteEntry>

export const listEvents = {
  operationId: 'listEvents',
  summary: 'Events, records, commands and gaps of a site, by arrival',
  tags: ['events'],
  security: asPerson,
  params: SiteParams,
  querystring: Type.Object({
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'Cursor: continue past this id' })),
    order: Type.Enum(['oldest', 'newest'] as const, { default: 'oldest', description: 'Which end comes first' }),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
    types: Type.Optional(Type.String({ maxLength: 80, description: 'Comma-separated, e.g. `event,gap`' })),
  }),
  response: {
    200: shape('EventList', {
      events: Type.Array(SiteEntry),
      next: OrNull(Type.Integer({ description: 'Cursor of the next page; null at the end' })),
    }),
    ...failures(400, 401, 403, 404),
  },
}
