import { latestOf } from '../../live/latest-cache.ts'
import { holds } from '../../rights/spans.ts'
import { type Routes, siteOf } from '../route.ts'
import { listLatest } from './schema.ts'

export const latest: Routes = (app, cloud, { reads }) => {
  app.get('/v1/sites/:site/latest', { schema: listLatest, preHandler: reads('readings') }, async (request) => {
    const site = await siteOf(cloud, request.params.site)
    const { after = 0, limit } = request.query
    const { latest: rows, ...page } = await latestOf(cloud, site.id, { after, limit })
    return { ...page, latest: rows.filter(({ at }) => holds(request.spans, at)) }
  })
}
