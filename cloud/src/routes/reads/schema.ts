import { Id } from '@zaojun/core'
import { DATA_KINDS, ReadsBundle } from '@zaojun/core/proof/index'
import Type from 'typebox'
import { asPerson, failures, SiteParams, shape, WallMs } from '../../http/common.ts'
import { named } from '../../http/named.ts'

const tags = ['rights']

const DataRead = shape('DataRead', {
  id: Type.Integer(),
  at: WallMs,
  party: Id,
  partyName: Type.Union([Type.String(), Type.Null()], {
    description: 'As the party is called now; null for one without a name',
  }),
  by: Type.String({ description: 'The person or token that asked' }),
  grant: Type.Union([Type.String(), Type.Null()], { description: 'Null: as whoever runs the cloud' }),
  purpose: Type.Union([Id, Type.Null()]),
  kind: Type.Enum(DATA_KINDS),
  what: Type.String({ description: 'What was asked for' }),
  page: Type.Union([Type.Integer(), Type.Null()], { description: 'Page of the log; null for a second at most' }),
})

export const listReads = {
  operationId: 'listReads',
  summary: 'Who looked at data of a site, newest first: for its owner and whoever runs the cloud',
  tags,
  security: asPerson,
  params: SiteParams,
  querystring: Type.Object({
    before: Type.Optional(Type.Integer({ minimum: 1, description: 'Older than this id' })),
    party: Type.Optional(Id),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
  }),
  response: {
    200: shape('ReadList', {
      reads: Type.Array(DataRead),
      next: Type.Union([Type.Integer(), Type.Null()], { description: '`before` of the next page' }),
    }),
    ...failures(400, 401, 403, 404),
  },
}

export const getReadsProof = {
  operationId: 'getReadsProof',
  summary: 'The proof of a page of reads: its exact bytes, place in the log, path, signed checkpoint',
  tags,
  security: asPerson,
  params: Type.Object({ site: Id, page: Type.Integer({ minimum: 1 }) }),
  response: { 200: named('ReadsBundle', ReadsBundle), ...failures(401, 403, 404, 503) },
}
