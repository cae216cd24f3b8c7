import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Id } from '@zaojun/core'
import Type from 'typebox'
import { LedgerEntry, Series } from '../schemas.ts'

const SERIES_MAX = 2_000
const PAGE = 500
const DAY_MS = 86_400_000

export const ledgerRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/api/series',
    {
      schema: {
        querystring: Type.Object({
          device: Id,
          point: Id,
          from: Type.Integer({ description: 'wall ms' }),
          to: Type.Integer({ description: 'wall ms' }),
          max: Type.Optional(Type.Integer({ minimum: 10, maximum: 20_000, default: SERIES_MAX })),
        }),
        response: { 200: Series },
      },
    },
    async ({ query }) => {
      const from = Math.max(query.from, query.to - 31 * DAY_MS)
      return app.box.ledger.read('series', { ...query, from, max: query.max ?? SERIES_MAX })
    },
  )
  app.get(
    '/api/entries',
    {
      schema: {
        querystring: Type.Object({
          after: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_000, default: PAGE })),
          types: Type.Optional(Type.String({ description: 'comma separated' })),
        }),
        response: {
          200: Type.Object({ entries: Type.Array(LedgerEntry), next: Type.Union([Type.Integer(), Type.Null()]) }),
        },
      },
    },
    async ({ query: { after = 0, limit = PAGE, types = '' } }) =>
      app.box.ledger.read('entries', { after, limit, types: types.split(',').filter((type) => type !== '') }),
  )
}
