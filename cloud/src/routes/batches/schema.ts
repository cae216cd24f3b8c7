import { Acknowledgement, MAX_BATCH_BYTES, PROOF_HEADER, RANGE_HEADER } from '@zaojun/core'
import Type from 'typebox'
import { asBox, Bytes, failures } from '../../http/common.ts'
import { named } from '../../http/named.ts'

export const postBatch = {
  operationId: 'postBatch',
  summary: 'Takes one sealed batch; answers once it is durable',
  description:
    `Body: the exact COSE_Sign1 envelope, at most ${MAX_BATCH_BYTES} bytes, plain or \`Content-Encoding: zstd\`. ` +
    'Idempotent by digest. Batches may come in any order.',
  tags: ['boxes'],
  security: asBox,
  consumes: ['application/cose'],
  body: Bytes,
  headers: Type.Object({
    [RANGE_HEADER]: Type.Optional(Type.String({ maxLength: 4096, description: '`BoxRange` as JSON' })),
    [PROOF_HEADER]: Type.Optional(Type.String({ maxLength: 512, description: '`LogQuestion` as JSON' })),
    'content-encoding': Type.Optional(Type.String({ description: '`zstd` or absent' })),
  }),
  response: {
    200: named('Acknowledgement', Acknowledgement),
    ...failures(400, 401, 404, 409, 413, 415, 503),
  },
}
