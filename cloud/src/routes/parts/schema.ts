import { DetachedPart, Sha256Hex } from '@zaojun/core'
import Type from 'typebox'
import {
  asBox,
  asPerson,
  CommitmentParams,
  Empty,
  ErasureQuery,
  failures,
  RemovedByPolicy,
  shape,
} from '../../http/common.ts'
import { named } from '../../http/named.ts'

const tags = ['parts']
const Part = named('DetachedPart', DetachedPart)

export const putPart = {
  operationId: 'putPart',
  summary: 'Takes a personal value that a batch only commits to; idempotent; an erased one stays erased',
  tags,
  security: asBox,
  params: CommitmentParams,
  body: Part,
  response: {
    200: shape('PartState', { commitment: Sha256Hex, state: Type.Enum(['held', 'erased'] as const) }),
    ...failures(400, 401, 422),
  },
}

export const getPart = {
  operationId: 'getPart',
  summary: 'The value and salt behind a commitment',
  tags,
  security: asPerson,
  params: CommitmentParams,
  response: { 200: Part, 410: RemovedByPolicy, ...failures(401, 403, 404) },
}

export const erasePart = {
  operationId: 'erasePart',
  summary: 'Erases value and salt; who, when and why are kept',
  tags,
  security: asPerson,
  params: CommitmentParams,
  querystring: ErasureQuery,
  response: { 204: Empty, ...failures(400, 401, 403, 404) },
}
