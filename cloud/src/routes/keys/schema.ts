import { Id } from '@zaojun/core'
import { REVOCATION_REASONS } from '@zaojun/core/proof/index'
import Type, { type Static } from 'typebox'
import { asAnyone, asPerson, failures, shape } from '../../http/common.ts'

const IntegerOrNull = Type.Union([Type.Integer(), Type.Null()])
const RawKey = Type.String({ description: 'Raw Ed25519 key, base64' })
const Reason = Type.Enum(REVOCATION_REASONS)

export const BoxKeys = shape('BoxKeys', {
  keys: Type.Array(
    shape('BoxKey', {
      kid: Type.String({ description: 'Key id, hex' }),
      key: RawKey,
      from: Type.Integer({ description: 'First batch it may sign' }),
      to: Type.Union([Type.Integer(), Type.Null()], { description: 'Last one; null while it is in use' }),
      revoked: Type.Union([Reason, Type.Null()]),
    }),
  ),
  events: Type.Array(
    shape('KeyEvent', {
      kind: Type.Enum(['rotation', 'revocation'] as const),
      at: IntegerOrNull,
      takenAt: Type.Integer(),
      after: Type.Integer({ description: 'Last batch before it counts' }),
      reason: Type.Optional(Reason),
      by: Type.Optional(Type.String()),
      statement: Type.String({ description: 'The exact bytes that were signed, base64' }),
      index: Type.Union([Type.Integer(), Type.Null()], { description: 'Place in the log; null while it has none' }),
    }),
  ),
})
export type BoxKeys = Static<typeof BoxKeys>

const tags = ['proof']
const params = Type.Object({ site: Id, box: Id })

export const getKeys = {
  operationId: 'getBoxKeys',
  summary: 'The keys a box has had, from which batch to which, and the signed statements on them',
  tags,
  security: asPerson,
  params,
  response: { 200: BoxKeys, ...failures(401, 403, 404) },
}

export const revoke = {
  operationId: 'revokeBoxKey',
  summary: 'Revokes the key of a box: what it signs after that batch is refused; what it signed before still verifies',
  tags,
  security: asPerson,
  params,
  body: shape('RevokeKey', {
    reason: Reason,
    after: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Last batch that still counts; the newest held where absent' }),
    ),
  }),
  response: { 200: BoxKeys, ...failures(400, 401, 403, 404, 409) },
}

export const rotate = {
  operationId: 'rotateBoxKey',
  summary:
    'Takes a new key of a box: the statement is signed by the old key and the new one, the code is a person’s consent',
  tags: ['boxes'],
  security: asAnyone,
  body: shape('RotateKey', {
    code: Type.String({ minLength: 1, maxLength: 64, description: 'One-time code, as for an enrolment' }),
    statement: Type.String({
      maxLength: 8192,
      description: 'COSE_Sign1 by the new key around the one by the old, base64',
    }),
  }),
  response: {
    200: shape('Rotated', {
      site: Id,
      token: Type.String({ description: 'Bearer token of the box; the old one is void' }),
    }),
    ...failures(400, 403, 404, 409, 429),
  },
}
