import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { UplinkStatus } from '../schemas.ts'
import { needsSession } from '../session.ts'

export const uplinkRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/api/uplink', { schema: { response: { 200: UplinkStatus } } }, async () => app.box.uplink.status())
  app.post(
    '/api/uplink/enrolment',
    {
      preHandler: needsSession(app),
      config: { rateLimit: { max: 10, timeWindow: '1 minute' } },
      schema: {
        body: Type.Object({
          url: Type.String({ pattern: '^https?://', maxLength: 256 }),
          code: Type.String({ minLength: 4, maxLength: 64 }),
        }),
        response: { 200: UplinkStatus },
      },
    },
    async ({ body: { url, code } }) => {
      await app.box.uplink.enrol(url, code)
      return app.box.uplink.status()
    },
  )
  app.post(
    '/api/uplink/key',
    {
      preHandler: needsSession(app),
      config: { rateLimit: { max: 10, timeWindow: '1 minute' } },
      schema: {
        body: Type.Object({ code: Type.String({ minLength: 4, maxLength: 64 }) }),
        response: { 200: UplinkStatus },
      },
    },
    async ({ body: { code } }) => {
      await app.box.uplink.changeKey(code)
      return app.box.uplink.status()
    },
  )
}
