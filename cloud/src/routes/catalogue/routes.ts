import type { Routes } from '../route.ts'
import { getCatalogue } from './schema.ts'

export const catalogue: Routes = (app, cloud, { reader }) => {
  app.get('/v1/catalogue', { schema: getCatalogue, preHandler: reader }, async () => {
    const { kinds, zones } = cloud.catalogue
    return { kinds, zones }
  })
}
