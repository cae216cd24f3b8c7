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
  response: { 200: shape('LatestList', { latest: Type.Array(LatestRow) }), ...failures(401, 403, 404) },
}
