import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Static } from 'typebox'
import type { BoxClock } from '../../clock.ts'
import type { LivePoint } from '../../points/points.ts'
import { Home, type LatestReading } from '../schemas.ts'
import { rowOf } from './alarms.ts'
import { interlockRows } from './interlocks.ts'

/** A live point as the screen gets it; `age` is by the monotonic clock. */
export function latestOf({ reading, mono, seq }: LivePoint, clock: BoxClock): Static<typeof LatestReading> {
  const { device, point, value, quality, origin, reason, calibration } = reading
  const now = clock.now()
  const age = Math.max(0, now.mono - mono)
  const at = now.wall === null ? null : now.wall - age
  return { device, point, value, quality, origin, reason, calibration, seq, at, age }
}

export const homeRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/api/home', { schema: { response: { 200: Home } } }, async () => {
    const { registry, catalogue, clock, points, uplink, healths, identity, ledger, lastEvents, alarming } = app.box
    const { site, zones, devices } = registry.current
    const { wall, clock: quality } = clock.now()
    return {
      box: identity.id,
      site,
      now: wall,
      clock: quality,
      zones,
      kinds: Object.fromEntries(catalogue.kinds),
      devices,
      latest: [...points.all()].map((point) => latestOf(point, clock)),
      events: lastEvents.all(),
      uplink: uplink.status(),
      health: Object.fromEntries([...healths.all()].map((health) => [health.device, health])),
      ledgerFull: ledger.full,
      interlocks: interlockRows(app.box),
      alarms: alarming.alarms.all().map(rowOf),
      rules: alarming.watcher.faces(),
    }
  })
}
