import { fail } from '../../errors.ts'
import { type Routes, siteOf } from '../route.ts'
import { ENTRY_TYPES, listEvents } from './schema.ts'

const known = new Set<string>(ENTRY_TYPES)

export const events: Routes = (app, cloud, { person }) => {
  app.get('/v1/sites/:site/events', { schema: listEvents, preHandler: person }, async (request) => {
    const site = await siteOf(cloud, request.params.site)
    const { after = null, order, limit } = request.query
    const types = request.query.types?.split(',') ?? null
    const strange = types?.find((type) => !known.has(type))
    if (strange !== undefined) throw fail('REQUEST_INVALID', { name: `type ${strange}`, place: 'querystring/types' })
    const page = await cloud.store.events(site.id, { after, newestFirst: order === 'newest', limit, types })
    return { events: page, next: page.length < limit ? null : (page.at(-1)?.id ?? null) }
  })
}
