import type { ServerResponse } from 'node:http'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { seriesKey, ZaojunError } from '@zaojun/core'
import type { LivePoint } from '../../points/points.ts'
import { isOwnScreen } from '../session.ts'
import { latestOf } from './home.ts'
import { interlockRow } from './interlocks.ts'
import { peopleRow } from './people.ts'

const TICK_MS = 5_000
const LIVE_MS = 500
/** A screen that reads slower than this is let go; it comes back and asks for everything anew. A storm of alarms fits. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024
const MAX_STREAMS = 64

/**
 * Server-sent events: `entries` (committed, with seq) · `live` (newest values, recorded or not, at most twice a
 * second) · `alarm` (each step of one) · `alarm-overview` (groups, flood; at most twice a
 * second) · `interlock` · `duties` (all of them) · `label` (one that a reader read) · `people` (all of them) · `person` (signed on at a reader; on the box's own screen alone) · `health` · `uplink` · `registry` · `happened` (a device's last event) · `scan` · `tick` every 5 s, by which
 * a screen knows that the box is there.
 */
export const streamRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const open = new Set<ServerResponse>()
  app.addHook('preClose', async () => {
    for (const raw of open) raw.destroy()
  })
  app.get('/api/stream', { schema: { description: 'text/event-stream' } }, async (request, reply) => {
    if (open.size >= MAX_STREAMS) throw new ZaojunError('STREAM_FULL', 503, 'too many screens are open')
    const {
      ledger,
      points,
      healths,
      uplink,
      registry,
      scans,
      lastEvents,
      alarming,
      interlocks,
      duties,
      labels,
      people,
      signedOn,
      clock,
      report,
    } = app.box
    reply.hijack()
    const { raw } = reply
    open.add(raw)
    const fresh = new Map<string, LivePoint>()
    const send = (event: string, data: unknown): void => {
      if (raw.destroyed) return
      raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
      if (raw.writableLength > MAX_UNSENT_BYTES) {
        report.fault({
          code: 'STREAM_SLOW',
          place: 'api.stream',
          message: 'a screen reads too slowly and was let go',
        })
        raw.destroy()
      }
    }
    const tick = () => {
      const { wall, clock: quality } = clock.now()
      send('tick', { now: wall, clock: quality, ledgerFull: ledger.full })
    }
    const undo = [
      ledger.onCommitted((entries) => send('entries', entries)),
      points.onLive((point) => fresh.set(seriesKey(point.reading.device, point.reading.point), point)),
      healths.onChange((health) => send('health', health)),
      uplink.onStatus((status) => send('uplink', status)),
      registry.onChange((changed) => send('registry', changed)),
      lastEvents.onChange((event) => send('happened', event)),
      alarming.alarms.onStep((alarm) => send('alarm', alarm)),
      alarming.overview.onChange((overview) => send('alarm-overview', overview)),
      interlocks.onChange((work) => send('interlock', interlockRow(app.box, work))),
      duties.onChange((all) => send('duties', all)),
      labels.onScanned((scanned) => send('label', scanned)),
      people.onChange(() => send('people', peopleRow(app.box))),
      signedOn.onReader((signOn) => isOwnScreen(request) && send('person', signOn)),
      scans.onChange((scan) => send('scan', scan)),
    ]
    const timers = [
      setInterval(report.guard('api.stream', tick), TICK_MS),
      setInterval(
        report.guard('api.stream', () => {
          if (fresh.size === 0) return
          send(
            'live',
            [...fresh.values()].map((point) => latestOf(point, clock)),
          )
          fresh.clear()
        }),
        LIVE_MS,
      ),
    ]
    raw.on('error', () => {})
    raw.on('close', () => {
      open.delete(raw)
      for (const timer of timers) clearInterval(timer)
      for (const each of undo) each()
    })
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    tick()
    request.raw.on('error', () => {})
  })
}
