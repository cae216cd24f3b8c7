import { readerOf } from '../../http/guards.ts'
import { demandPolicy } from '../../retention/policy.ts'
import { type Routes, siteOf } from '../route.ts'
import { getRetention, putRetention } from './schema.ts'

/** How long what is kept of a site. */
export const retention: Routes = (app, cloud, guards) => {
  const { store, access, now, keptByDefault } = cloud
  const retentionOf = async (site: string, before: number | null) => ({
    ...((await store.retention(site)) ?? { ...keptByDefault, changedAt: null, by: null }),
    keptFrom: await store.keptFrom(site),
    removals: await store.removals({ site, before }),
  })

  app.get('/v1/sites/:site/retention', { schema: getRetention, onRequest: guards.reader }, async (request) => {
    const { id } = await siteOf(cloud, request.params.site)
    await access.demandOwnerOrOperator(readerOf(request), id)
    return retentionOf(id, request.query.before ?? null)
  })

  app.put('/v1/sites/:site/retention', { schema: putRetention, onRequest: guards.reader }, async (request) => {
    const { id } = await siteOf(cloud, request.params.site)
    const reader = readerOf(request)
    await access.demandOwner(reader, id)
    demandPolicy(request.body)
    await store.setRetention({ site: id, settings: { ...request.body, changedAt: now(), by: reader.by } })
    return retentionOf(id, null)
  })
}
