import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'

export const healthRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/api/health',
    {
      schema: {
        response: {
          200: Type.Object({
            status: Type.Enum(['ok', 'degraded'] as const),
            box: Type.String(),
            softwareVersion: Type.String(),
            ledgerFull: Type.Boolean(),
            queued: Type.Integer(),
          }),
        },
      },
    },
    async () => {
      const { ledger, identity, softwareVersion } = app.box
      const status = ledger.full ? ('degraded' as const) : ('ok' as const)
      return { status, box: identity.id, softwareVersion, ledgerFull: ledger.full, queued: ledger.queued }
    },
  )
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(app.box.metrics.contentType).send(await app.box.metrics.metrics()),
  )
}
