import { randomUUID } from 'node:crypto'
import { fail } from '../../errors.ts'
import { type Routes, siteOf } from '../route.ts'
import { addMaintenance, endMaintenance, listMaintenance } from './schema.ts'

/** Longer than this nobody should look away. */
const LONGEST_MS = 7 * 24 * 3_600_000

export const maintenance: Routes = (app, cloud, { person }) => {
  const { store } = cloud

  app.get('/v1/sites/:site/maintenance', { schema: listMaintenance, preHandler: person }, async (request) => {
    const site = await siteOf(cloud, request.params.site)
    return { windows: await store.maintenance(site.id) }
  })

  app.post('/v1/sites/:site/maintenance', { schema: addMaintenance, preHandler: person }, async (request, reply) => {
    const site = await siteOf(cloud, request.params.site)
    const { from, to, reason } = request.body
    const now = cloud.now()
    if (to <= from || to <= now || to - from > LONGEST_MS) throw fail('MAINTENANCE_SPAN', { place: 'body/to' })
    const window = { id: randomUUID(), site: site.id, from, to, reason, by: request.person, createdAt: now }
    await store.addMaintenance(window)
    cloud.wake('alarm-watch')
    return reply.status(201).send(window)
  })

  app.delete(
    '/v1/sites/:site/maintenance/:id',
    { schema: endMaintenance, preHandler: person },
    async (request, reply) => {
      const site = await siteOf(cloud, request.params.site)
      const { id } = request.params
      if (!(await store.endMaintenance(site.id, id, cloud.now()))) throw fail('MAINTENANCE_UNKNOWN', { name: id })
      cloud.wake('alarm-watch')
      return reply.status(204).send(null)
    },
  )
}
