import { Id } from '@zaojun/core'
import Type from 'typebox'
import { asPerson, failures, SiteParams, shape, WallMs } from '../../http/common.ts'
import { LEAST, type Policy } from '../../retention/policy.ts'

const days = (tier: keyof Policy, what: string) =>
  Type.Integer({
    minimum: 0,
    maximum: 36_525,
    description: `${what}: days; 0: for ever; at least ${LEAST[tier].days} (${LEAST[tier].by})`,
  })
const tiers = {
  readingsDays: days('readingsDays', 'Readings at full fidelity'),
  hourlyDays: days('hourlyDays', 'Hours; then days, which stay'),
  envelopesDays: days('envelopesDays', 'Signed envelopes of nothing but readings'),
  recordsDays: days('recordsDays', 'Signed envelopes with records, alarms, commands or events'),
}
const Removal = shape('Removal', {
  v: Type.Literal(1),
  site: Id,
  no: Type.Integer(),
  at: WallMs,
  policy: Type.Object(tiers),
  what: Type.Enum(['readings', 'hours', 'envelopes'] as const),
  before: Type.Optional(Type.Integer({ description: 'Readings, hours: UTC ms up to which they were removed' })),
  box: Type.Optional(Id),
  runs: Type.Optional(
    Type.Array(Type.Array(Type.Integer(), { minItems: 2, maxItems: 2 }), {
      description: 'Envelopes: numbers of batches, both ends included',
    }),
  ),
})
const Retention = shape('Retention', {
  ...tiers,
  changedAt: Type.Union([Type.Integer(), Type.Null()], { description: 'Null: the default holds' }),
  by: Type.Union([Type.String(), Type.Null()]),
  keptFrom: Type.Object({ readings: Type.Integer(), hours: Type.Integer() }, { description: 'UTC ms; 0: all' }),
  removals: Type.Array(Removal, { description: 'Newest first, 100 an answer; each is an entry of the log' }),
})

export const getRetention = {
  operationId: 'getRetention',
  summary: 'How long what is kept of a site, and what its policy has removed',
  tags: ['rights'],
  security: asPerson,
  params: SiteParams,
  querystring: Type.Object({
    before: Type.Optional(Type.Integer({ minimum: 1, description: 'Removals before that number' })),
  }),
  response: { 200: Retention, ...failures(400, 401, 403, 404) },
}

export const putRetention = {
  operationId: 'putRetention',
  summary: 'Says how long what is kept of a site; its owner alone may',
  tags: ['rights'],
  security: asPerson,
  params: SiteParams,
  body: shape('NewRetention', tiers),
  response: { 200: Retention, ...failures(400, 401, 403, 404) },
}
