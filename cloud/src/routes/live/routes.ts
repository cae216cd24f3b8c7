import { fail } from '../../errors.ts'
import { readerOf } from '../../http/guards.ts'
import type { LiveMessage } from '../../live/hub.ts'
import { holds, type Spans } from '../../rights/spans.ts'
import { type Routes, siteOf } from '../route.ts'
import { live as schema } from './schema.ts'

const MAX_CLIENTS = 500
/** A client that lets this much pile up is let go: it connects again and asks for `latest`. */
const MAX_BUFFERED_BYTES = 1024 * 1024
const HEARTBEAT_MS = 15_000

export const live: Routes = (app, cloud, { reads }) => {
  const { hub, metrics, boxNews, access } = cloud
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
    const asking = readerOf(request)
    let readings: Spans | undefined = request.spans
    let boxes = await access.spans(asking, site.id, 'devices')
    clients += 1
    metrics.liveClients.set(clients)
    raw.on('error', (error) => cloud.log.debug({ err: error }, 'live connection broke'))
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const heartbeat = setInterval(() => {
      send(': here\n\n')
      look().catch((error) => cloud.failed('live', error))
    }, HEARTBEAT_MS)
    // A grant may end, or begin, while somebody looks.
    const look = async () => {
      readings = await access.spans(asking, site.id, 'readings')
      boxes = await access.spans(asking, site.id, 'devices')
      if (readings === undefined) raw.end()
    }
    const forget = hub.listen(site.id, (message: LiveMessage) => {
      const { event, data } = seen(message, readings, boxes)
      if (data.length > 0) send(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    })
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
    await boxNews.tellHere(site.id).catch((error) => cloud.failed('live', error))
  })
}

/** What of it the reader may see: undefined is nothing of that kind. */
function seen(message: LiveMessage, readings: Spans | undefined, boxes: Spans | undefined): LiveMessage {
  if (message.event === 'boxes') return { ...message, data: boxes === undefined ? [] : message.data }
  return { ...message, data: message.data.filter(({ at }) => readings !== undefined && holds(readings, at)) }
}
