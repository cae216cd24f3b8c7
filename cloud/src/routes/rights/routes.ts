import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { fail } from '../../errors.ts'
import { readerOf } from '../../http/guards.ts'
import type { Grant, Said } from '../../store/rights.ts'
import { type Routes, siteOf } from '../route.ts'
import { namesOf } from './names.ts'
import { addGrant, endGrant, getRights, putRights } from './schema.ts'

/** Whose the data of a site is, and who may read it. */
export const rights: Routes = (app, cloud, guards) => {
  const { store, access, now } = cloud
  const partyKnown = async (id: string): Promise<void> => {
    if (!(await store.parties()).some((party) => party.id === id)) throw fail('PARTY_UNKNOWN', { name: id })
  }
  const saidBy = (request: FastifyRequest): Said => ({ at: now(), ...readerOf(request) })
  const rightsOf = async (site: string) => {
    const [rights, grants] = await Promise.all([store.siteRights(site), store.grants(site)])
    const parties = await namesOf(store, [rights.owner, ...grants.map(({ party }) => party)])
    return { ...rights, grants, parties }
  }

  app.get('/v1/sites/:site/rights', { schema: getRights, onRequest: guards.reader }, async (request) => {
    const { id } = await siteOf(cloud, request.params.site)
    await access.demandOwnerOrOperator(readerOf(request), id)
    return rightsOf(id)
  })

  app.put('/v1/sites/:site/rights', { schema: putRights, onRequest: guards.reader }, async (request) => {
    const { id } = await siteOf(cloud, request.params.site)
    await access.demandOwner(readerOf(request), id)
    await partyKnown(request.body.owner)
    await store.setSiteRights(id, request.body, saidBy(request))
    return rightsOf(id)
  })

  app.post('/v1/sites/:site/grants', { schema: addGrant, onRequest: guards.reader }, async (request, reply) => {
    const { id: site } = await siteOf(cloud, request.params.site)
    const reader = readerOf(request)
    await access.demandOwner(reader, site)
    const { party, kinds, purpose, from = now(), to = null, dataFrom = null, dataTo = null } = request.body
    await partyKnown(party)
    const { purposes } = await store.siteRights(site)
    if (!purposes.includes(purpose)) throw fail('GRANT_PURPOSE', { name: purpose, place: 'body/purpose' })
    if (to !== null && (to <= from || to <= now())) throw fail('GRANT_SPAN', { place: 'body/to' })
    if (dataFrom !== null && dataTo !== null && dataTo <= dataFrom) throw fail('GRANT_DATA', { place: 'body/dataTo' })
    const made = { by: reader.by, createdAt: now(), endedAt: null, endedBy: null }
    const span = { from, to, dataFrom, dataTo }
    const grant: Grant = { site, id: randomUUID(), party, kinds: [...new Set(kinds)], purpose, ...span, ...made }
    await store.addGrant(grant, saidBy(request))
    return reply.status(201).send(grant)
  })

  app.delete(
    '/v1/sites/:site/grants/:grant',
    { schema: endGrant, onRequest: guards.reader },
    async (request, reply) => {
      const { id } = await siteOf(cloud, request.params.site)
      await access.demandOwner(readerOf(request), id)
      const { grant } = request.params
      if (!(await store.endGrant(id, grant, saidBy(request)))) throw fail('GRANT_UNKNOWN', { name: grant })
      return reply.status(204).send(null)
    },
  )
}
