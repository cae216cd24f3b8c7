import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Registry } from '@zaojun/core'
import Type from 'typebox'
import { addKitchen, Kitchen } from '../../../gateway/kitchen.ts'
import { SerialPlace, serialPorts } from '../../../setup/serial-ports.ts'
import { SetupWarning } from '../../../setup/warnings.ts'
import { needsSession } from '../../session.ts'

/** What an installer needs beside the registry itself: the ports there are, what to mend, several things at once. */
export const setupRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/api/serial-ports', { schema: { response: { 200: Type.Array(SerialPlace) } } }, async () =>
    serialPorts(app.box.registry.current.buses),
  )
  app.get('/api/setup/warnings', { schema: { response: { 200: Type.Array(SetupWarning) } } }, async () =>
    app.box.notes.warnings(),
  )
  app.post(
    '/api/kitchen',
    {
      preHandler: needsSession(app),
      schema: {
        description: 'Adds buses, units and devices as one change, all or nothing',
        body: Kitchen,
        response: { 200: Registry },
      },
    },
    async ({ body }) => addKitchen(body, app.box.registry, app.box.catalogue),
  )
}
