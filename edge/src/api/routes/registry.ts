import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Bus, DeviceProposal, Id, Registry, Unit, ZaojunError } from '@zaojun/core'
import Type from 'typebox'
import {
  proposeDevice,
  putBus,
  putUnit,
  removeBus,
  removeUnit,
  restoreDevice,
  retireDevice,
} from '../../registry/index.ts'
import { RegistryAnswer } from '../schemas.ts'
import { needsSession } from '../session.ts'

const ById = Type.Object({ id: Id })

/** The id in the address and the id in the body must be the same. */
function sameId(id: string, body: { id: string }): void {
  if (id !== body.id)
    throw new ZaojunError('REQUEST_INVALID', 400, `the address says ${id}, the body ${body.id}`, 'body/id')
}

export const registryRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const schema = { params: ById, response: { 200: Registry } }
  const guarded = { preHandler: needsSession(app) }

  app.get('/api/registry', { schema: { response: { 200: RegistryAnswer } } }, async () => ({
    ...app.box.registry.current,
    warnings: app.box.notes.warnings(),
  }))

  app.put('/api/buses/:id', { ...guarded, schema: { ...schema, body: Bus } }, async ({ params: { id }, body }) => {
    sameId(id, body)
    return app.box.registry.change((registry, memory) => putBus(registry, body, memory))
  })
  app.delete('/api/buses/:id', { ...guarded, schema }, async ({ params: { id } }) =>
    app.box.registry.change((registry, memory) => removeBus(registry, id, memory)),
  )
  app.put('/api/units/:id', { ...guarded, schema: { ...schema, body: Unit } }, async ({ params: { id }, body }) => {
    sameId(id, body)
    return app.box.registry.change((registry, memory) => putUnit(registry, app.box.catalogue, body, memory))
  })
  app.delete('/api/units/:id', { ...guarded, schema }, async ({ params: { id } }) =>
    app.box.registry.change((registry, memory) => removeUnit(registry, id, memory)),
  )
  app.put(
    '/api/devices/:id',
    { ...guarded, schema: { ...schema, body: DeviceProposal } },
    async ({ params: { id }, body }) => {
      sameId(id, body)
      return app.box.registry.change((registry, memory) => proposeDevice(registry, app.box.catalogue, body, memory))
    },
  )
  app.post('/api/devices/:id/retire', { ...guarded, schema }, async ({ params: { id } }) =>
    app.box.registry.change((registry, memory) => retireDevice(registry, id, memory)),
  )
  app.post('/api/devices/:id/restore', { ...guarded, schema }, async ({ params: { id } }) =>
    app.box.registry.change((registry, memory) => restoreDevice(registry, id, memory)),
  )
}
