import { Id } from '@zaojun/core'
import { REVOCATION_REASONS } from '@zaojun/core/proof/index'
import Type, { type Static } from 'typebox'
import { asBox, asPerson, ClockWord, failures, SiteParams, shape } from '../../http/common.ts'
import { SITE_STATES } from '../sites/schema.ts'

const Ranges = Type.Array(Type.Tuple([Type.Integer(), Type.Integer()]), {
  description: 'Runs of batch numbers, inclusive',
})
const MsOrNull = Type.Union([Type.Integer(), Type.Null()])

/** How a box's chain stands here: `awaited` numbers are pending at the box, `explained` gone there, `missing` neither. */
export const BoxRow = shape('Box', {
  id: Id,
  state: Type.Enum(SITE_STATES),
  lastBatchAt: MsOrNull,
  newest: Type.Integer({ description: 'Newest batch number known, 0 before the first' }),
  held: Ranges,
  awaited: Ranges,
  missing: Ranges,
  explained: Type.Array(
    shape('ExplainedHole', {
      first: Type.Integer(),
      last: Type.Integer(),
      reason: Type.String(),
      seq: Type.Integer({ description: 'The signed `gap` entry that says so' }),
    }),
    { description: 'Runs the box has said it cannot send, by a signed gap' },
  ),
  heartbeat: Type.Union([
    shape('BoxHeartbeat', {
      receivedAt: Type.Integer(),
      at: Type.Union([Type.Integer(), Type.Null()], { description: 'When, by the clock of the box' }),
      newest: Type.Integer({ description: 'Its newest batch' }),
      seq: Type.Integer({ description: 'Its newest entry' }),
      claimed: Type.Integer({ description: 'The newest batch it has ever signed for' }),
      fault: Type.Union([Type.Enum(['behind', 'other-head'] as const), Type.Null()], {
        description: 'What it contradicts of what the box signed before',
      }),
    }),
    Type.Null(),
  ]),
  lagMs: Type.Union([Type.Integer(), Type.Null()], { description: 'Age of the newest reading or entry held' }),
  pendingBatches: Type.Integer(),
  gaps: Type.Integer(),
  quarantined: Type.Integer({ description: 'Count of forked batches kept aside' }),
  contradicted: Type.Integer({ description: 'Times its ledger contradicted what it had signed before' }),
  refused: Type.Integer({ description: 'Count of refused requests with this box’s token' }),
  revoked: Type.Union([Type.Enum(REVOCATION_REASONS), Type.Null()], {
    description: 'Why its key was revoked: nothing more is taken from it',
  }),
  clock: Type.Union([ClockWord, Type.Null()]),
  softwareVersion: Type.String(),
  enrolledAt: Type.Integer(),
})
export type BoxRow = Static<typeof BoxRow>

export const listBoxes = {
  operationId: 'listBoxes',
  summary: 'Boxes of a site: what is held, awaited, missing and refused',
  tags: ['boxes'],
  security: asPerson,
  params: SiteParams,
  response: { 200: shape('BoxList', { boxes: Type.Array(BoxRow) }), ...failures(401, 403, 404) },
}

export const watch = {
  operationId: 'watchSelf',
  summary: 'Whether someone looks at this box’s site: answers at a change from `known`, or after 25 s',
  tags: ['boxes'],
  security: asBox,
  querystring: Type.Object({ known: Type.Optional(Type.Boolean()) }),
  response: { 200: shape('Watched', { watched: Type.Boolean() }), ...failures(401) },
}
