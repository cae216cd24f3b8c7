import { Id } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { asPerson, failures, PointValue, QualityWord, SiteParams, shape, WallMs } from '../../http/common.ts'
import { Next } from '../latest/schema.ts'

export const RESOLUTIONS = ['raw', 'hour', 'day'] as const
/** Points of one raw answer; more are cut off at the end and `truncated` is true. */
export const MAX_RAW_POINTS = 50_000

const Numbers = Type.Array(Type.Union([Type.Number(), Type.Null()]))

/** Columns of equal length. Raw: in seq order. Hours and days: time-weighted, hold-last, in order of time. */
export const Series = shape('Series', {
  resolution: Type.Enum(RESOLUTIONS),
  t: Type.Array(Type.Union([Type.Integer(), Type.Null()]), { description: 'UTC ms; null where the time is unknown' }),
  v: Type.Array(PointValue, { description: 'Raw: the value. Hour, day: time-weighted mean of good readings' }),
  q: Type.Array(QualityWord),
  s: Type.Optional(Type.Array(Type.Integer(), { description: 'Raw: seq at the box' })),
  c: Type.Optional(
    Type.Array(Type.Union([Id, Type.Null()]), {
      description: 'Raw: id of the calibration the value was corrected with; absent where none was',
    }),
  ),
  late: Type.Optional(
    Type.Array(Type.Boolean(), {
      description: 'Raw: the device kept it and told it later; `t` is its own time. Absent where none was',
    }),
  ),
  min: Type.Optional(Numbers),
  max: Type.Optional(Numbers),
  n: Type.Optional(Type.Array(Type.Integer(), { description: 'Readings in the span' })),
  good: Type.Optional(Type.Array(Type.Number(), { description: 'Seconds covered by good readings' })),
  missing: Type.Optional(Type.Array(Type.Number(), { description: 'Seconds covered by no reading at all' })),
  removedBefore: Type.Optional(
    Type.Integer({ description: 'UTC ms: what is older was removed by the retention policy of the site' }),
  ),
  truncated: Type.Boolean(),
  next: Type.Optional(Type.Integer({ description: 'Where a truncated answer goes on: ask again with `from` = this' })),
})
export type Series = Static<typeof Series>
/** Hours or days of one answer, over all its series. */
export const MAX_SPANS = 100_000

export const getSeries = {
  operationId: 'getSeries',
  summary: 'One series over a span of time',
  description:
    'Raw answers are in seq order: where a clock was set back, both passes come. Readings of unknown time stand ' +
    'between their neighbours with `t` null; readings a device told late stand at its own time; `timeUnknown=true` adds those with no known neighbour. Days are in the time zone of the site.',
  tags: ['readings'],
  security: asPerson,
  params: SiteParams,
  querystring: Type.Object({
    device: Id,
    point: Id,
    from: WallMs,
    to: Type.Integer({ description: 'UTC ms, exclusive' }),
    resolution: Type.Enum([...RESOLUTIONS, 'auto'] as const, { default: 'auto' }),
    timeUnknown: Type.Boolean({ default: false }),
  }),
  response: { 200: Series, ...failures(400, 401, 403, 404) },
}

export const listRollups = {
  operationId: 'listRollups',
  summary: 'Hours or days of all series of a site over a span of time',
  description:
    `As \`getSeries\` gives hours and days of one. An answer holds at most ${MAX_SPANS} hours or days over all its series; ` +
    'where there are more series, `next` says how to go on. An hour in progress is up to five minutes behind.',
  tags: ['readings'],
  security: asPerson,
  params: SiteParams,
  querystring: Type.Object({
    from: WallMs,
    to: Type.Integer({ description: 'UTC ms, exclusive' }),
    resolution: Type.Enum(['hour', 'day'] as const, { default: 'hour' }),
    after: Type.Optional(Type.Integer({ minimum: 0, description: '`next` of the answer before' })),
  }),
  response: {
    200: shape('RollupList', {
      series: Type.Array(shape('SeriesOfSite', { device: Id, point: Id, ...Series.properties })),
      next: Next,
    }),
    ...failures(400, 401, 403, 404),
  },
}
