import { Id } from '@zaojun/core'
import { RemovalBundle, RemovedBundle } from '@zaojun/core/proof/index'
import Type from 'typebox'
import { asPerson, failures } from '../../http/common.ts'
import { named } from '../../http/named.ts'

const tags = ['proof']

export const getRemovalProof = {
  operationId: 'getRemovalProof',
  summary: 'The proof of a removal by policy: who, when, what, and its place in the log',
  tags,
  security: asPerson,
  params: Type.Object({ site: Id, no: Type.Integer({ minimum: 1 }) }),
  response: { 200: named('RemovalBundle', RemovalBundle), ...failures(401, 403, 404, 503) },
}

export const getRemovedBatch = {
  operationId: 'getRemovedBatch',
  summary: 'The proof that a batch stood in the log, and which policy took its envelope away',
  tags,
  security: asPerson,
  params: Type.Object({ site: Id, box: Id, n: Type.Integer({ minimum: 1 }) }),
  response: { 200: named('RemovedBundle', RemovedBundle), ...failures(401, 403, 404, 503) },
}

export const getRemovedEntry = {
  operationId: 'getRemovedEntry',
  summary: 'The same for the batch in which an entry stood, by the entry’s seq',
  tags,
  security: asPerson,
  params: Type.Object({ site: Id, box: Id }),
  querystring: Type.Object({ seq: Type.Integer({ minimum: 1 }) }),
  response: { 200: named('RemovedBundle', RemovedBundle), ...failures(401, 403, 404, 503) },
}
