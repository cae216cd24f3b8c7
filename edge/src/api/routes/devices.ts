import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Id, Value } from '@zaojun/core'
import { KindCommand } from '@zaojun/device-profiles'
import Type from 'typebox'
import { actorOf } from '../actor.ts'
import { CommandStep } from '../schemas.ts'

const ById = Type.Object({ id: Id })

/** What the model behind a device takes: a kind's command with the limits that hold for it, and the point it moves. */
const OfferedCommand = Type.Object({
  command: Id,
  point: Id,
  ...KindCommand.properties,
  step: Type.Optional(Type.Number()),
})

export const deviceRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/api/devices/:id/commands',
    { schema: { params: ById, response: { 200: Type.Object({ commands: Type.Array(OfferedCommand) }) } } },
    async ({ params: { id } }) => ({ commands: app.box.commands.offered(id) }),
  )
  app.post(
    '/api/devices/:id/commands',
    {
      schema: {
        params: ById,
        body: Type.Object({ command: Id, value: Type.Optional(Value) }, { additionalProperties: false }),
        response: { 200: CommandStep },
      },
    },
    async (request) =>
      app.box.commands.give({ device: request.params.id, ...request.body, by: actorOf(app, request, 'order') }),
  )
}
