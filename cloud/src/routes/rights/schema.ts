import { Id } from '@zaojun/core'
import { DATA_KINDS, RightsBundle, RightsChange } from '@zaojun/core/proof/index'
import Type from 'typebox'
import { asPerson, Empty, failures, SiteParams, shape, WallMs } from '../../http/common.ts'
import { named } from '../../http/named.ts'

const tags = ['rights']
const MsOrNull = Type.Union([Type.Integer(), Type.Null()])
const Kinds = Type.Array(Type.Enum(DATA_KINDS), {
  minItems: 1,
  maxItems: DATA_KINDS.length,
  description: 'Kinds of data; `proofs` are whole signed batches',
})

export const Grant = shape('Grant', {
  site: Id,
  id: Type.String(),
  party: Id,
  kinds: Kinds,
  purpose: Id,
  from: WallMs,
  to: Type.Union([Type.Integer(), Type.Null()], { description: 'UTC ms; null: until it is ended' }),
  dataFrom: Type.Union([Type.Integer(), Type.Null()], { description: 'Data from that time on (UTC ms); null: open' }),
  dataTo: Type.Union([Type.Integer(), Type.Null()], { description: 'Data before that time (UTC ms); null: open' }),
  by: Type.String(),
  createdAt: WallMs,
  endedAt: MsOrNull,
  endedBy: Type.Union([Type.String(), Type.Null()]),
})
const Purposes = Type.Array(Id, { minItems: 1, maxItems: 32, description: 'What the data may be used for' })
const Names = Type.Array(shape('NamedParty', { id: Id, name: Type.String() }), {
  description: 'As the parties named here are called now',
})
const SiteRights = shape('SiteRights', { owner: Id, purposes: Purposes, grants: Type.Array(Grant), parties: Names })

export const getRights = {
  operationId: 'getSiteRights',
  summary: 'Whose the data of a site is, what it may be used for, and who may read it',
  tags,
  security: asPerson,
  params: SiteParams,
  response: { 200: SiteRights, ...failures(401, 403, 404) },
}

export const putRights = {
  operationId: 'putSiteRights',
  summary: 'Gives the data of a site to another owner, or names its purposes; its owner alone may',
  tags,
  security: asPerson,
  params: SiteParams,
  body: shape('NewSiteRights', { owner: Id, purposes: Purposes }),
  response: { 200: SiteRights, ...failures(400, 401, 403, 404) },
}

export const addGrant = {
  operationId: 'addGrant',
  summary: 'Lets a party read kinds of data of a site, for one of its purposes, from…to; its owner alone may',
  tags,
  security: asPerson,
  params: SiteParams,
  body: shape('NewGrant', {
    party: Id,
    kinds: Kinds,
    purpose: Id,
    from: Type.Optional(Type.Integer({ minimum: 0, description: 'UTC ms; now where absent' })),
    to: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])),
    dataFrom: Type.Optional(Type.Integer({ minimum: 0, description: 'Only data from that time on, UTC ms' })),
    dataTo: Type.Optional(Type.Integer({ minimum: 0, description: 'Only data before that time, UTC ms' })),
  }),
  response: { 201: Grant, ...failures(400, 401, 403, 404) },
}

export const endGrant = {
  operationId: 'endGrant',
  summary: 'Ends a grant at once; its owner alone may',
  tags,
  security: asPerson,
  params: Type.Object({ site: Id, grant: Type.String({ maxLength: 64 }) }),
  response: { 204: Empty, ...failures(401, 403, 404) },
}

export const listStatements = {
  operationId: 'listRightsStatements',
  summary: 'What was said about rights of a site, newest first; others than owner and operator see what names them',
  tags,
  security: asPerson,
  params: SiteParams,
  querystring: Type.Object({
    before: Type.Optional(Type.Integer({ minimum: 1, description: 'Older than this number' })),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  }),
  response: {
    200: shape('RightsStatementList', {
      statements: Type.Array(
        shape('RightsStatementRow', {
          no: Type.Integer(),
          at: WallMs,
          party: Id,
          by: Type.String(),
          change: RightsChange,
        }),
      ),
      parties: Names,
      next: Type.Union([Type.Integer(), Type.Null()], { description: '`before` of the next page' }),
    }),
    ...failures(400, 401, 403, 404),
  },
}

export const getStatementProof = {
  operationId: 'getRightsProof',
  summary: 'The proof of a statement on rights: its exact bytes, place in the log, path, signed checkpoint',
  tags,
  security: asPerson,
  params: Type.Object({ site: Id, no: Type.Integer({ minimum: 1 }) }),
  response: { 200: named('RightsBundle', RightsBundle), ...failures(401, 403, 404, 503) },
}
