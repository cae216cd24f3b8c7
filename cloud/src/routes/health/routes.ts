import type { Routes } from '../route.ts'
import { health as schema } from './schema.ts'

export const health: Routes = (app, { store, intake, keys, metrics, now, readiness, shared }) => {
  app.get('/v1/health', { schema }, async () => {
    const ready = (await readiness.standing()) !== 'store'
    return {
      status: ready ? ('ok' as const) : ('degraded' as const),
      log: keys.log,
      now: now(),
      uptimeSeconds: Math.floor(process.uptime()),
      queuedBatches: intake.queued,
      redis: shared.standing().state,
      dirtyHours: ready ? await store.dirtyHours() : 0,
    }
  })

  // For a load balancer: 503 while requests should go to another server.
  app.get('/ready', { schema: { hide: true } }, async (_request, reply) => {
    const standing = await readiness.standing()
    return reply
      .status(standing === 'ready' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready: standing === 'ready', standing })
  })

  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
}
