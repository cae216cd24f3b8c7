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

export const ROWS_TYPE = 'application/x-ndjson'

/** One row of an export. */
export const ReadingRow = shape('ReadingRow', {
  device: Id,
  point: Id,
  at: WallMsOrUnknown,
  value: PointValue,
  quality: QualityWord,
  origin: OriginWord,
  box: Id,
  seq: Type.Integer({ description: 'Of the entry at its box' }),
  reason: Type.Optional(Type.String()),
  deviceTime: Type.Optional(WallMs),
  calibration: Type.Optional(Id),
  late: Type.Optional(
    Type.Literal(true, { description: 'The device kept it and told it later; `at` is its own time' }),
  ),
})
export type ReadingRow = Static<typeof ReadingRow>

export const exportReadings = {
  operationId: 'exportReadings',
  summary: 'All readings of a site over a span of time, a JSON row each',
  description:
    'Rows of `ReadingRow`, a line each, sent as they are found: by UTC day as the box recorded it, within that by device and ' +
    'point, within those in the order of the box. An answer that breaks off is not whole: it ends without the last chunk of ' +
    'its encoding. `timeUnknown=true` adds, at the end, those whose time nobody knows.',
  tags: ['readings'],
  security: asPerson,
  params: SiteParams,
  querystring: Type.Object({
    from: WallMs,
    to: Type.Integer({ description: 'UTC ms, exclusive' }),
    device: Type.Optional(Id),
    point: Type.Optional(Id),
    timeUnknown: Type.Boolean({ default: false }),
  }),
  produces: [ROWS_TYPE],
  response: {
    200: { description: 'Rows', content: { [ROWS_TYPE]: { schema: Type.Unsafe<unknown>(ReadingRow) } } },
    ...failures(400, 401, 403, 404),
  },
}
