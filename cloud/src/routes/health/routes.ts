import type { Routes } from '../route.ts'
import { health as schema } from './schema.ts'

export const health: Routes = (app, { store, intake, keys, metrics, now }) => {
  app.get('/v1/health', { schema }, async () => {
    const ready = await store.ready()
    return {
      status: ready ? ('ok' as const) : ('degraded' as const),
      log: keys.log,
      now: now(),
      uptimeSeconds: Math.floor(process.uptime()),
      queuedBatches: intake.queued,
      dirtyHours: ready ? await store.dirtyHours() : 0,
    }
  })

  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
}
