import type { DataKind } from '@zaojun/core/proof/index'
import type { FastifyRequest } from 'fastify'
import { fail } from '../../errors.ts'
import { readerOf } from '../../http/guards.ts'
import { holds, type Spans } from '../../rights/spans.ts'
import { type Routes, siteOf } from '../route.ts'
import { ENTRY_TYPES, listEvents } from './schema.ts'

const known = new Set<string>(ENTRY_TYPES)
/** Kind of data an entry of that type is. */
const kindOf = (type: string): DataKind => (type === 'record' ? 'records' : type === 'alarm' ? 'alarms' : 'events')
const ALL_KINDS = new Set(ENTRY_TYPES.map(kindOf)).size

export const events: Routes = (app, cloud, { reader }) => {
  app.get('/v1/sites/:site/events', { schema: listEvents, preHandler: reader }, async (request) => {
    const site = await siteOf(cloud, request.params.site)
    const { after = null, order, limit } = request.query
    const asked = request.query.types?.split(',') ?? null
    const strange = asked?.find((type) => !known.has(type))
    if (strange !== undefined) throw fail('REQUEST_INVALID', { name: `type ${strange}`, place: 'querystring/types' })
    const { types, spans } = await admittedTypes(request, site.id, asked)
    const page = await cloud.store.events(site.id, { after, newestFirst: order === 'newest', limit, types })
    const seen = page.filter(({ type, wall }) => holds(spans.get(kindOf(type)) ?? null, wall))
    return { events: seen, next: page.length < limit ? null : (page.at(-1)?.id ?? null) }
  })

  /** Types of entries the reader may see; who names none sees those that are granted. */
  async function admittedTypes(request: FastifyRequest, site: string, asked: string[] | null) {
    const asking = readerOf(request)
    const kinds = [...new Set((asked ?? ENTRY_TYPES).map(kindOf))]
    const may = asked === null ? await cloud.access.admitted(asking, site, kinds) : kinds
    const wanted = may.length === 0 ? kinds : may
    const spans = new Map<DataKind, Spans>()
    for (const kind of wanted)
      spans.set(kind, await cloud.access.admit(asking, site, kind, `${request.method} ${request.url}`))
    const types =
      wanted.length === ALL_KINDS ? asked : (asked ?? ENTRY_TYPES.filter((type) => wanted.includes(kindOf(type))))
    return { types, spans }
  }
}
