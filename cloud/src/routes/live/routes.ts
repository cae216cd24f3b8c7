import { fail } from '../../errors.ts'
import type { LiveMessage } from '../../live/hub.ts'
import { type Routes, siteOf } from '../route.ts'
import { live as schema } from './schema.ts'

const MAX_CLIENTS = 500
/** A client that lets this much pile up is let go: it connects again and asks for `latest`. */
const MAX_BUFFERED_BYTES = 1024 * 1024
const HEARTBEAT_MS = 15_000

export const live: Routes = (app, cloud, { reads }) => {
  const { hub, metrics, boxNews } = cloud
  let clients = 0

  app.get('/v1/sites/:site/live', { schema, preHandler: reads('readings') }, async (request, reply) => {
    const site = await siteOf(cloud, request.params.site)
    if (clients >= MAX_CLIENTS) throw fail('BUSY')
    reply.hijack()
    const { raw } = reply
    if (raw.destroyed) return
    const send = (text: string) => {
      if (raw.writableLength > MAX_BUFFERED_BYTES) {
        metrics.liveDropped.inc()
        raw.destroy()
      } else raw.write(text)
    }
    clients += 1
    metrics.liveClients.set(clients)
    raw.on('error', (error) => cloud.log.debug({ err: error }, 'live connection broke'))
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const heartbeat = setInterval(() => send(': here\n\n'), HEARTBEAT_MS)
    const forget = hub.listen(site.id, ({ event, data }: LiveMessage) =>
      send(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    )
    const onClosing = () => raw.end()
    app.cloudClosing.addEventListener('abort', onClosing)
    raw.once('close', () => {
      clearInterval(heartbeat)
      forget()
      app.cloudClosing.removeEventListener('abort', onClosing)
      clients -= 1
      metrics.liveClients.set(clients)
    })
    send('retry: 3000\n\n')
    await boxNews.tell(site.id).catch((error) => cloud.failed('live', error))
  })
}
