import { Id } from '@zaojun/core'
import { DATA_KINDS } from '@zaojun/core/proof/index'
import Type from 'typebox'
import { asPerson, Empty, failures, SiteParams, shape, WallMs } from '../../http/common.ts'

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
  by: Type.String(),
  createdAt: WallMs,
  endedAt: MsOrNull,
  endedBy: Type.Union([Type.String(), Type.Null()]),
})
const Purposes = Type.Array(Id, { minItems: 1, maxItems: 32, description: 'What the data may be used for' })
const SiteRights = shape('SiteRights', { owner: Id, purposes: Purposes, grants: Type.Array(Grant) })

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
