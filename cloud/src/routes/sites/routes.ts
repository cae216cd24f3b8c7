import { fail } from '../../errors.ts'
import { readerOf } from '../../http/guards.ts'
import { makeCode } from '../../provision.ts'
import { checkTimeZone, type Routes, siteOf } from '../route.ts'
import { siteDetail, siteRow } from './rows.ts'
import { createCode, createSite, getSite, listSites } from './schema.ts'

export const sites: Routes = (app, cloud, { person, reader, reads }) => {
  const { store } = cloud

  app.get('/v1/sites', { schema: listSites, preHandler: reader }, async (request) => {
    const [all, own] = await Promise.all([store.sites(), cloud.access.sites(readerOf(request))])
    const seen = all.filter(({ id }) => own === null || own.has(id))
    return { sites: await Promise.all(seen.map((site) => siteRow(cloud, site))) }
  })

  app.post('/v1/sites', { schema: createSite, preHandler: person }, async (request, reply) => {
    const { id, name, timeZone } = request.body
    checkTimeZone(timeZone, 'body/timeZone')
    const site = { id, name, timeZone, createdAt: cloud.now() }
    if (!(await store.createSite(site))) throw fail('SITE_EXISTS', { name: id })
    return reply.status(201).send(await siteRow(cloud, site))
  })

  app.get('/v1/sites/:site', { schema: getSite, preHandler: reads('devices') }, async (request) =>
    siteDetail(cloud, await siteOf(cloud, request.params.site)),
  )

  app.post('/v1/sites/:site/enrolment-codes', { schema: createCode, preHandler: person }, async (request, reply) => {
    const site = await siteOf(cloud, request.params.site)
    return reply.status(201).send(await makeCode(cloud, site.id))
  })
}
