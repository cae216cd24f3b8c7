import { Id } from '@zaojun/core'
import Type from 'typebox'
import { asPerson, Empty, failures, shape, WallMs } from '../../http/common.ts'
import { PARTY_KINDS } from '../../store/rights.ts'

const tags = ['rights']
const Name = Type.String({ minLength: 1, maxLength: 80 })
const Label = Type.String({ minLength: 1, maxLength: 80, description: 'Who or what reads with it' })
const params = Type.Object({ party: Id })

export const Party = shape('Party', {
  id: Id,
  name: Type.String(),
  kind: Type.Enum(PARTY_KINDS),
  createdAt: WallMs,
})
const PartyToken = shape('PartyToken', {
  party: Id,
  label: Label,
  createdAt: WallMs,
  expiresAt: WallMs,
  endedAt: Type.Union([Type.Integer(), Type.Null()]),
})

export const listParties = {
  operationId: 'listParties',
  summary: 'Parties: whose data it is, and who may read',
  tags,
  security: asPerson,
  response: { 200: shape('PartyList', { parties: Type.Array(Party) }), ...failures(401, 403) },
}

export const addParty = {
  operationId: 'addParty',
  summary: 'Adds a party: an owner, head office, a regulator, an auditor',
  tags,
  security: asPerson,
  body: shape('NewParty', { id: Id, name: Name, kind: Type.Enum(PARTY_KINDS.filter((kind) => kind !== 'operator')) }),
  response: { 201: Party, ...failures(400, 401, 403, 409) },
}

export const listTokens = {
  operationId: 'listPartyTokens',
  summary: 'Tokens a party reads with; never the tokens themselves',
  tags,
  security: asPerson,
  params,
  response: { 200: shape('PartyTokenList', { tokens: Type.Array(PartyToken) }), ...failures(401, 403, 404) },
}

export const addToken = {
  operationId: 'addPartyToken',
  summary: 'Makes a token with which a party reads what it was granted; shown once',
  tags,
  security: asPerson,
  params,
  body: shape('NewPartyToken', { label: Label, days: Type.Integer({ minimum: 1, maximum: 3660 }) }),
  response: {
    201: shape('PartyTokenMade', { token: Type.String(), expiresAt: WallMs }),
    ...failures(400, 401, 403, 404),
  },
}

export const endTokens = {
  operationId: 'endPartyTokens',
  summary: 'Ends the tokens of a party with that label',
  tags,
  security: asPerson,
  params,
  querystring: Type.Object({ label: Label }),
  response: { 204: Empty, ...failures(400, 401, 403, 404) },
}

export const addAccount = {
  operationId: 'addPartyAccount',
  summary: 'Lets a person log in for a party',
  tags,
  security: asPerson,
  params,
  body: shape('NewPartyAccount', { name: Name, password: Type.String({ minLength: 8, maxLength: 256 }) }),
  response: { 204: Empty, ...failures(400, 401, 403, 404, 409) },
}
