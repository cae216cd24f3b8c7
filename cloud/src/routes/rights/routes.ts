import { randomUUID } from 'node:crypto'
import { fail } from '../../errors.ts'
import { readerOf } from '../../http/guards.ts'
import type { Grant } from '../../store/rights.ts'
import { type Routes, siteOf } from '../route.ts'
import { addGrant, endGrant, getRights, putRights } from './schema.ts'

/** Whose the data of a site is, and who may read it. */
export const rights: Routes = (app, cloud, guards) => {
  const { store, access, now } = cloud
  const partyKnown = async (id: string): Promise<void> => {
    if (!(await store.parties()).some((party) => party.id === id)) throw fail('PARTY_UNKNOWN', { name: id })
  }
  const rightsOf = async (site: string) => ({ ...(await store.siteRights(site)), grants: await store.grants(site) })

  app.get('/v1/sites/:site/rights', { schema: getRights, onRequest: guards.reader }, async (request) => {
    const { id } = await siteOf(cloud, request.params.site)
    await access.demandOwnerOrOperator(readerOf(request), id)
    return rightsOf(id)
  })

  app.put('/v1/sites/:site/rights', { schema: putRights, onRequest: guards.reader }, async (request) => {
    const { id } = await siteOf(cloud, request.params.site)
    await access.demandOwner(readerOf(request), id)
    await partyKnown(request.body.owner)
    await store.setSiteRights(id, request.body)
    return rightsOf(id)
  })

  app.post('/v1/sites/:site/grants', { schema: addGrant, onRequest: guards.reader }, async (request, reply) => {
    const { id: site } = await siteOf(cloud, request.params.site)
    const reader = readerOf(request)
    await access.demandOwner(reader, site)
    const { party, kinds, purpose, from = now(), to = null } = request.body
    await partyKnown(party)
    const { purposes } = await store.siteRights(site)
    if (!purposes.includes(purpose)) throw fail('GRANT_PURPOSE', { name: purpose, place: 'body/purpose' })
    if (to !== null && (to <= from || to <= now())) throw fail('GRANT_SPAN', { place: 'body/to' })
    const made = { by: reader.by, createdAt: now(), endedAt: null, endedBy: null }
    const grant: Grant = { site, id: randomUUID(), party, kinds: [...new Set(kinds)], purpose, from, to, ...made }
    await store.addGrant(grant)
    return reply.status(201).send(grant)
  })

  app.delete(
    '/v1/sites/:site/grants/:grant',
    { schema: endGrant, onRequest: guards.reader },
    async (request, reply) => {
      const { id } = await siteOf(cloud, request.params.site)
      const reader = readerOf(request)
      await access.demandOwner(reader, id)
      const { grant } = request.params
      if (!(await store.endGrant(id, grant, { at: now(), by: reader.by }))) throw fail('GRANT_UNKNOWN', { name: grant })
      return reply.status(204).send(null)
    },
  )
}
