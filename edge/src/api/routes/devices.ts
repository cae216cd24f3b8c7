import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Id, Value } from '@zaojun/core'
import Type from 'typebox'
import { CommandStep } from '../schemas.ts'
import { needsSession } from '../session.ts'

/** The one person there is until identities come. */
const ADMIN = 'admin'

export const deviceRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/api/devices/:id/commands',
    {
      preHandler: needsSession(app),
      schema: {
        params: Type.Object({ id: Id }),
        body: Type.Object({ command: Id, value: Type.Optional(Value) }, { additionalProperties: false }),
        response: { 200: CommandStep },
      },
    },
    async ({ params: { id }, body }) => app.box.commands.give({ device: id, ...body, by: ADMIN }),
  )
}
