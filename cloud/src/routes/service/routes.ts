import { randomUUID } from 'node:crypto'
import { fail } from '../../errors.ts'
import { reportOf } from '../../service/report.ts'
import { checkTimeZone, type Routes } from '../route.ts'
import { addServiceMaintenance, endServiceMaintenance, getAvailability } from './schema.ts'

/** Longer than this nobody should plan to be away. */
const LONGEST_MS = 7 * 24 * 3_600_000

export const service: Routes = (app, { store, now }, { person }) => {
  app.get('/v1/service/availability', { schema: getAvailability, preHandler: person }, async ({ query }) => {
    checkTimeZone(query.timeZone, 'querystring/timeZone')
    return reportOf(store, { ...query, now: now() })
  })

  app.post('/v1/service/maintenance', { schema: addServiceMaintenance, preHandler: person }, async (request, reply) => {
    const { from, to, reason } = request.body
    const createdAt = now()
    if (from < createdAt) throw fail('SERVICE_MAINTENANCE_LATE', { place: 'body/from' })
    if (to <= from || to - from > LONGEST_MS) throw fail('MAINTENANCE_SPAN', { place: 'body/to' })
    const window = { id: randomUUID(), from, to, reason, by: request.person, createdAt }
    await store.addServiceWindow(window)
    return reply.status(201).send(window)
  })

  app.delete(
    '/v1/service/maintenance/:id',
    { schema: endServiceMaintenance, preHandler: person },
    async (request, reply) => {
      const { id } = request.params
      if (!(await store.endServiceWindow(id, now()))) throw fail('MAINTENANCE_UNKNOWN', { name: id })
      return reply.status(204).send(null)
    },
  )
}
