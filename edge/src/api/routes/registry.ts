import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Bus, DeviceProposal, Id, Registry, Unit, ZaojunError } from '@zaojun/core'
import type { FastifyRequest } from 'fastify'
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
import { actorOf } from '../actor.ts'
import { RegistryAnswer } from '../schemas.ts'
import { needsSession } from '../session.ts'

const ById = Type.Object({ id: Id })
/** Given where the change weakens interlocks: somebody authorised stands for it, and says why. */
const Confirming = Type.Object({ confirm: Type.Optional(Type.String({ minLength: 1, maxLength: 400 })) })

/** The id in the address and the id in the body must be the same. */
function sameId(id: string, body: { id: string }): void {
  if (id !== body.id)
    throw new ZaojunError('REQUEST_INVALID', 400, `the address says ${id}, the body ${body.id}`, 'body/id')
}

export const registryRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const schema = { params: ById, querystring: Confirming, response: { 200: Registry } }
  const guarded = { preHandler: needsSession(app) }

  const confirmed = (request: FastifyRequest, reason: string | undefined) => () =>
    reason === undefined ? undefined : { by: actorOf(app, request, 'change-interlock'), reason }

  app.get('/api/registry', { schema: { response: { 200: RegistryAnswer } } }, async () => ({
    ...app.box.registry.current,
    warnings: app.box.notes.warnings(),
  }))

  app.put('/api/buses/:id', { ...guarded, schema: { ...schema, body: Bus } }, async (request) => {
    const {
      params: { id },
      body,
    } = request
    sameId(id, body)
    return app.box.registry.change(
      (registry, memory) => putBus(registry, body, memory),
      confirmed(request, request.query.confirm),
    )
  })
  app.delete('/api/buses/:id', { ...guarded, schema }, async ({ params: { id } }) =>
    app.box.registry.change((registry, memory) => removeBus(registry, id, memory)),
  )
  app.put('/api/units/:id', { ...guarded, schema: { ...schema, body: Unit } }, async (request) => {
    const {
      params: { id },
      body,
    } = request
    sameId(id, body)
    return app.box.registry.change(
      (registry, memory) => putUnit(registry, app.box.catalogue, body, memory),
      confirmed(request, request.query.confirm),
    )
  })
  app.delete('/api/units/:id', { ...guarded, schema }, async ({ params: { id } }) =>
    app.box.registry.change((registry, memory) => removeUnit(registry, id, memory)),
  )
  app.put('/api/devices/:id', { ...guarded, schema: { ...schema, body: DeviceProposal } }, async (request) => {
    const {
      params: { id },
      body,
    } = request
    sameId(id, body)
    return app.box.registry.change(
      (registry, memory) => proposeDevice(registry, app.box.catalogue, body, memory),
      confirmed(request, request.query.confirm),
    )
  })
  app.post('/api/devices/:id/retire', { ...guarded, schema }, async (request) =>
    app.box.registry.change(
      (registry, memory) => retireDevice(registry, request.params.id, memory),
      confirmed(request, request.query.confirm),
    ),
  )
  app.post('/api/devices/:id/restore', { ...guarded, schema }, async (request) =>
    app.box.registry.change(
      (registry, memory) => restoreDevice(registry, request.params.id, memory),
      confirmed(request, request.query.confirm),
    ),
  )
}
