import type { Standing } from '../../http/readiness.ts'
import type { Routes } from '../route.ts'
import { health as schema } from './schema.ts'

/** Of a process that is to end the store is not asked. */
const STORE = { ready: 'ready', full: 'full', 'read-only': 'read-only', store: 'away', draining: 'ready' } as const
/** With these a load balancer is to send requests. */
const SERVING: ReadonlySet<Standing> = new Set<Standing>(['ready', 'full', 'read-only'])

export const health: Routes = (app, { store, intake, keys, metrics, now, readiness, shared }) => {
  app.get('/v1/health', { schema }, async () => {
    const standing = await readiness.standing()
    const storeStanding = STORE[standing]
    return {
      status: storeStanding === 'ready' ? ('ok' as const) : ('degraded' as const),
      store: storeStanding,
      log: keys.log,
      now: now(),
      uptimeSeconds: Math.floor(process.uptime()),
      queuedBatches: intake.queued,
      redis: shared.standing().state,
      dirtyHours: standing === 'store' ? 0 : await store.dirtyHours(),
    }
  })

  // For a load balancer: 503 while requests should go to another server.
  app.get('/ready', { schema: { hide: true } }, async (_request, reply) => {
    const standing = await readiness.standing()
    const ready = SERVING.has(standing)
    return reply
      .status(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready, standing })
  })

  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
}
