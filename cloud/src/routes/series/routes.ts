import { fail } from '../../errors.ts'
import { readerOf } from '../../http/guards.ts'
import { sendJson } from '../../http/serializer.ts'
import type { Span } from '../../rights/spans.ts'
import { dayStarts } from '../../rollup/days.ts'
import { MAX_SERIES } from '../../store/store.ts'
import { type Routes, siteOf } from '../route.ts'
import { getSeries, listRollups, MAX_RAW_POINTS, MAX_SPANS } from './schema.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Up to these spans `auto` shows readings, then hours, then days. */
const AUTO_RAW_MS = 26 * HOUR_MS
const AUTO_HOUR_MS = 62 * DAY_MS
/** The longest span of each resolution: bounds what one question costs. */
const LONGEST_MS = { raw: 400 * DAY_MS, hour: 400 * DAY_MS, day: 20 * 366 * DAY_MS }

export const series: Routes = (app, cloud, { reader }) => {
  const { store, access } = cloud

  app.get('/v1/sites/:site/series', { schema: getSeries, preHandler: reader }, async (request, reply) => {
    const site = await siteOf(cloud, request.params.site)
    const { device, point, from, to, timeUnknown } = request.query
    const resolution = resolutionFor(request.query.resolution, to - from)
    demandSpan(from, to, resolution)
    const days = dayStarts(site.timeZone, from, to)
    const about = spanAnswered(resolution, { from, to }, days)
    const spans = await access.admit(readerOf(request), site.id, 'readings', `GET ${request.url}`, about)
    // What has no known time lies in no span.
    if (spans !== null && timeUnknown) throw fail('NOT_GRANTED', { name: `${site.id}: readings, timeUnknown` })
    if (!(await store.seriesExists(site.id, device, point)))
      throw fail('SERIES_UNKNOWN', { name: `${device}/${point}` })
    const query = { site: site.id, device, point, from, to }
    if (resolution === 'raw')
      return sendJson(reply, await store.json.raw({ ...query, timeUnknown, max: MAX_RAW_POINTS }))
    const asked = resolution === 'hour' ? { days: null } : wholeDays(days)
    return sendJson(reply, await store.json.rolledUp({ ...query, ...asked }))
  })

  app.get('/v1/sites/:site/rollups', { schema: listRollups, preHandler: reader }, async (request, reply) => {
    const site = await siteOf(cloud, request.params.site)
    const { from, to, resolution, after = 0 } = request.query
    demandSpan(from, to, resolution)
    const days = dayStarts(site.timeZone, from, to)
    const about = spanAnswered(resolution, { from, to }, days)
    await access.admit(readerOf(request), site.id, 'readings', `GET ${request.url}`, about)
    const spans = Math.ceil((to - from) / (resolution === 'hour' ? HOUR_MS : DAY_MS))
    const page = { site: site.id, after, limit: Math.min(MAX_SERIES, Math.max(1, Math.floor(MAX_SPANS / spans))) }
    const asked = resolution === 'hour' ? { from, to, days: null } : wholeDays(days)
    return sendJson(reply, await store.json.siteRollups({ ...page, ...asked }))
  })
}

/** From the beginning of the first to the end of the last. */
const wholeDays = (days: number[]) => ({ from: days[0] ?? 0, to: days.at(-1) ?? 0, days })

function demandSpan(from: number, to: number, resolution: keyof typeof LONGEST_MS): void {
  if (to <= from) throw fail('SERIES_SPAN', { name: '`to` is not after `from`', place: 'querystring/to' })
  if (to - from > LONGEST_MS[resolution])
    throw fail('SERIES_SPAN', { name: `longer than ${LONGEST_MS[resolution] / DAY_MS} days at ${resolution}` })
}

/** Hours and days are answered whole. */
function spanAnswered(resolution: 'raw' | 'hour' | 'day', asked: Span, days: number[]): Span {
  if (resolution === 'raw') return asked
  if (resolution === 'day') return { from: days[0] ?? asked.from, to: days.at(-1) ?? asked.to }
  const hour = (at: number, round: (n: number) => number) => round(at / HOUR_MS) * HOUR_MS
  return { from: hour(asked.from, Math.floor), to: hour(asked.to, Math.ceil) }
}

function resolutionFor(asked: 'raw' | 'hour' | 'day' | 'auto', spanMs: number): 'raw' | 'hour' | 'day' {
  if (asked !== 'auto') return asked
  if (spanMs <= AUTO_RAW_MS) return 'raw'
  return spanMs <= AUTO_HOUR_MS ? 'hour' : 'day'
}
