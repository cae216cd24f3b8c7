import { ErasureOrder } from '@zaojun/core'
import Type from 'typebox'
import { asBox, failures, shape } from '../../http/common.ts'
import { named } from '../../http/named.ts'

export const postErasure = {
  operationId: 'postErasure',
  summary: 'A box tells what it has erased; the same goes here, for its own site',
  description:
    'Idempotent. What never arrived is marked as removed too, so that its commitment verifies as removed by policy. `person`: all that was held of that person by consent for `purpose`.',
  tags: ['parts'],
  security: asBox,
  body: named('ErasureOrder', ErasureOrder),
  response: { 200: shape('Erased', { erased: Type.Integer() }), ...failures(400, 401) },
}
