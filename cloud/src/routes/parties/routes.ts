import { hashToken, newToken } from '../../auth/tokens.ts'
import { fail } from '../../errors.ts'
import { OPERATOR, type Party } from '../../store/rights.ts'
import type { Routes } from '../route.ts'
import { addAccount, addParty, addToken, endTokens, listParties, listTokens } from './schema.ts'

const DAY_MS = 24 * 3_600_000

/** Who may read data of kitchens, and with what they show who they are. For whoever runs the cloud. */
export const parties: Routes = (app, { store, accounts, now }, { person }) => {
  const partyOf = async (id: string): Promise<Party> => {
    const party = (await store.parties()).find((each) => each.id === id)
    if (party === undefined || id === OPERATOR) throw fail('PARTY_UNKNOWN', { name: id })
    return party
  }

  app.get('/v1/parties', { schema: listParties, onRequest: person }, async () => ({ parties: await store.parties() }))

  app.post('/v1/parties', { schema: addParty, onRequest: person }, async (request, reply) => {
    const party = { ...request.body, createdAt: now() }
    if (!(await store.addParty(party))) throw fail('PARTY_EXISTS', { name: party.id })
    return reply.status(201).send(party)
  })

  app.get('/v1/parties/:party/tokens', { schema: listTokens, onRequest: person }, async (request) => {
    const { id } = await partyOf(request.params.party)
    return { tokens: await store.partyTokens(id) }
  })

  app.post('/v1/parties/:party/tokens', { schema: addToken, onRequest: person }, async (request, reply) => {
    const { id: party } = await partyOf(request.params.party)
    const { label, days } = request.body
    const token = newToken()
    const createdAt = now()
    const expiresAt = createdAt + days * DAY_MS
    await store.addPartyToken(hashToken(token), { party, label, createdAt, expiresAt })
    return reply.status(201).send({ token, expiresAt })
  })

  app.delete('/v1/parties/:party/tokens', { schema: endTokens, onRequest: person }, async (request, reply) => {
    const { id } = await partyOf(request.params.party)
    const { label } = request.query
    if ((await store.endPartyTokens(id, label, now())) === 0) throw fail('NOT_FOUND', { name: `token ${label}` })
    return reply.status(204).send(null)
  })

  app.post('/v1/parties/:party/accounts', { schema: addAccount, onRequest: person }, async (request, reply) => {
    const { id } = await partyOf(request.params.party)
    const { name, password } = request.body
    if (!(await accounts.add(name, password, id))) throw fail('ACCOUNT_EXISTS', { name })
    return reply.status(204).send(null)
  })
}
