import Type, { type Static } from 'typebox'
import { asPerson, Empty, failures, shape, WallMs } from '../../http/common.ts'

const tags = ['operations']
const security = asPerson
const shareOf = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })

const spanOf = { from: WallMs, to: WallMs }
const tallied = {
  ...spanOf,
  seconds: Type.Number({ description: 'Seconds measured: from the first sample ever on, up to the last whole slot' }),
  down: Type.Number({ description: 'Seconds in which no aggregator was ready, planned ones among them' }),
  planned: Type.Number({ description: 'Of these, within maintenance announced before it began' }),
  availability: shareOf('0…1; planned maintenance counts as down; null where nothing was measured'),
  availabilityUnplanned: shareOf('The same with planned maintenance left out'),
}

export const ServiceOutage = shape('ServiceOutage', {
  ...spanOf,
  planned: Type.Boolean(),
  reason: Type.Enum(['silent', 'log', 'ingest'] as const, {
    description: '`silent`: no process ran, or the store was away; else what the aggregators lacked',
  }),
})
export const ServiceMaintenance = shape('ServiceMaintenance', {
  id: Type.String(),
  ...spanOf,
  reason: Type.String(),
  by: Type.String(),
  createdAt: WallMs,
})

export const Availability = shape('Availability', {
  now: WallMs,
  since: Type.Union([Type.Integer(), Type.Null()], { description: 'UTC ms of the first sample kept' }),
  slotSeconds: Type.Integer({ description: 'How long a sample stands for; what is shorter is not seen' }),
  target: Type.Number(),
  periods: Type.Array(shape('ServicePeriod', { period: Type.Enum(['day', 'month', 'year'] as const), ...tallied }), {
    description: 'Today since midnight, the last 30 and the last 365 days',
  }),
  days: Type.Array(shape('ServiceDay', tallied), { description: 'Oldest first; `from`…`to` is the whole day' }),
  outages: Type.Array(ServiceOutage, { description: 'Of those days, newest first' }),
  truncated: Type.Boolean({ description: 'There were more outages' }),
  maintenance: Type.Array(ServiceMaintenance, { description: 'That touch those days, or are to come' }),
  aggregators: Type.Array(
    shape('ServiceAggregator', {
      name: Type.String(),
      seenAt: Type.Integer({ description: 'End of its last sample, UTC ms' }),
      spans: Type.Array(shape('ServiceSpan', { ...spanOf, state: Type.Enum(['up', 'log', 'ingest'] as const) }), {
        description: 'Of the last 24 hours',
      }),
    }),
  ),
})
export type Availability = Static<typeof Availability>

export const getAvailability = {
  operationId: 'getAvailability',
  summary: 'How the service itself stood: from samples of every aggregator, what is missing counts as down',
  tags,
  security,
  querystring: Type.Object({
    days: Type.Integer({ minimum: 1, maximum: 366, default: 30 }),
    timeZone: Type.String({ maxLength: 60, default: 'Asia/Shanghai', description: 'IANA name; where days begin' }),
  }),
  response: { 200: Availability, ...failures(400, 401) },
}
export const addServiceMaintenance = {
  operationId: 'addServiceMaintenance',
  summary: 'Announces work on the service before it begins; it is shown apart, never taken out afterwards',
  tags,
  security,
  body: shape('NewServiceMaintenance', { ...spanOf, reason: Type.String({ minLength: 1, maxLength: 200 }) }),
  response: { 201: ServiceMaintenance, ...failures(400, 401) },
}
export const endServiceMaintenance = {
  operationId: 'endServiceMaintenance',
  summary: 'Ends a window of work on the service now, or calls it off',
  tags,
  security,
  params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
  response: { 204: Empty, ...failures(401, 404) },
}
