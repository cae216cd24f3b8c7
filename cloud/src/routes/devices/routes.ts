import { type Routes, siteOf } from '../route.ts'
import { deviceRows } from './rows.ts'
import { listDevices } from './schema.ts'

export const devices: Routes = (app, cloud, { reads }) => {
  app.get('/v1/sites/:site/devices', { schema: listDevices, preHandler: reads('devices') }, async (request) => {
    const site = await siteOf(cloud, request.params.site)
    return { devices: deviceRows(await cloud.store.registries(site.id), cloud.catalogue) }
  })
}
