import { Zone } from '@zaojun/core'
import { Kind } from '@zaojun/device-profiles/kind'
import Type from 'typebox'
import { asPerson, failures, shape } from '../../http/common.ts'
import { named } from '../../http/named.ts'

export const getCatalogue = {
  operationId: 'getCatalogue',
  summary: 'Kinds of device and zones',
  tags: ['catalogue'],
  security: asPerson,
  response: {
    200: shape('Catalogue', { kinds: Type.Array(named('Kind', Kind)), zones: Type.Array(named('Zone', Zone)) }),
    ...failures(401, 403),
  },
}
