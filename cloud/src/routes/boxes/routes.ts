import { boxOf } from '../../http/guards.ts'
import { type Routes, siteOf } from '../route.ts'
import { listBoxes, watch } from './schema.ts'
import { boxRowAt } from './standing.ts'

const LONG_POLL_MS = 25_000

export const boxes: Routes = (app, cloud, guards) => {
  const { store, hub } = cloud

  app.get('/v1/sites/:site/boxes', { schema: listBoxes, preHandler: guards.reads('devices') }, async (request) => {
    const site = await siteOf(cloud, request.params.site)
    const standings = await store.boxes(site.id)
    return { boxes: standings.map((standing) => boxRowAt(standing, cloud.now())) }
  })

  app.get('/v1/boxes/self/watch', { schema: watch, preHandler: guards.box }, async (request, reply) => {
    const { site } = boxOf(request)
    const { known } = request.query
    if (known === undefined || known !== hub.watched(site)) return { watched: hub.watched(site) }
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer)
        forget()
        reply.raw.off('close', end)
        app.cloudClosing.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, LONG_POLL_MS)
      const forget = hub.onceChanged(site, end)
      reply.raw.on('close', end)
      app.cloudClosing.addEventListener('abort', end)
    })
    return { watched: hub.watched(site) }
  })
}
