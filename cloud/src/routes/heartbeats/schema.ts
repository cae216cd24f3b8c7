import { HEARTBEAT_CONTENT_TYPE, HeartbeatAnswer, Id } from '@zaojun/core'
import Type from 'typebox'
import { asBox, asPerson, Bytes, failures } from '../../http/common.ts'
import { named } from '../../http/named.ts'

export const postHeartbeat = {
  operationId: 'postHeartbeat',
  summary: 'Takes what a box signs of its ledger; answers which of its batches are missing here',
  description: `Body: COSE_Sign1, payload content type \`${HEARTBEAT_CONTENT_TYPE}\`, payload \`Heartbeat\` as JSON.`,
  tags: ['boxes'],
  security: asBox,
  consumes: ['application/cose'],
  body: Bytes,
  response: { 200: named('HeartbeatAnswer', HeartbeatAnswer), ...failures(400, 401, 409, 413, 415) },
}

export const getHeartbeat = {
  operationId: 'getHeartbeat',
  summary: 'The newest heartbeat of a box, the exact bytes it signed',
  tags: ['proof'],
  security: asPerson,
  params: Type.Object({ site: Id, box: Id }),
  produces: ['application/cose'],
  response: { 200: Type.Unsafe<unknown>({ type: 'string', format: 'binary' }), ...failures(401, 403, 404) },
}
