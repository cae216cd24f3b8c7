import { Id } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import {
  asPerson,
  failures,
  OriginWord,
  PointValue,
  QualityWord,
  SiteParams,
  shape,
  WallMs,
  WallMsOrUnknown,
} from '../../http/common.ts'
import { MAX_SERIES } from '../../store/store.ts'

/** Where a bounded answer goes on. */
export const Next = Type.Union([Type.Integer(), Type.Null()], {
  description: 'Ask again with `after` = this; null where there is no more',
})

export const LatestRow = shape('Latest', {
  device: Id,
  point: Id,
  value: PointValue,
  quality: QualityWord,
  origin: OriginWord,
  reason: Type.Optional(Type.String()),
  at: WallMsOrUnknown,
  receivedAt: WallMs,
  seq: Type.Integer(),
  box: Id,
})
export type LatestRow = Static<typeof LatestRow>

export const listLatest = {
  operationId: 'listLatest',
  summary: 'The newest reading of each series of a site',
  tags: ['readings'],
  security: asPerson,
  params: SiteParams,
  querystring: Type.Object({
    after: Type.Optional(Type.Integer({ minimum: 0, description: '`next` of the answer before' })),
    limit: Type.Integer({ minimum: 1, maximum: MAX_SERIES, default: MAX_SERIES }),
  }),
  response: {
    200: shape('LatestList', { latest: Type.Array(LatestRow), next: Next }),
    ...failures(400, 401, 403, 404),
  },
}
