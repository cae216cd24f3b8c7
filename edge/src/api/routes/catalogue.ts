import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { summaryOf } from '../../gateway/catalogue-summary.ts'
import { CatalogueAnswer } from '../schemas.ts'

export const catalogueRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/api/catalogue', { schema: { response: { 200: CatalogueAnswer } } }, async () => ({
    ...summaryOf(app.box.catalogue),
    kinds: [...app.box.catalogue.kinds.values()],
  }))
}
