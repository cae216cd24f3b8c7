import type { FastifyRequest } from 'fastify'
import { figuresOf } from '../../alarms/figures.ts'
import { fail } from '../../errors.ts'
import { readerOf } from '../../http/guards.ts'
import { demandTime, holds, type Span, type Spans } from '../../rights/spans.ts'
import { OPERATOR } from '../../store/rights.ts'
import type { AlarmRecord } from '../../store/store.ts'
import { type Routes, siteOf } from '../route.ts'
import { alarmRows } from './rows.ts'
import { type AlarmRow, acknowledgeAlarm, alarmFigures, getAlarm, listAlarms } from './schema.ts'

/** Figures are of so many alarms at most. */
const MOST_COUNTED = 20_000
const LONGEST_SPAN_MS = 400 * 24 * 3_600_000

export const alarms: Routes = (app, cloud, { person, reader, reads }) => {
  const { store } = cloud
  const found = async (site: string, id: string): Promise<AlarmRecord> => {
    await siteOf(cloud, site)
    const record = await store.alarm(site, id)
    if (record === null) throw fail('SITE_ALARM_UNKNOWN', { name: id })
    return record
  }
  const rowOf = async (record: AlarmRecord): Promise<AlarmRow> => {
    const [row] = await alarmRows(cloud, [record])
    if (row === undefined) throw fail('SITE_ALARM_UNKNOWN', { name: record.entry.id })
    return row
  }

  /** A party names its site; whoever runs the cloud may ask for all of them. */
  async function admit(request: FastifyRequest, site: string | null, about?: Span): Promise<Spans> {
    const asking = readerOf(request)
    const what = `${request.method} ${request.url}`
    if (site !== null) {
      await siteOf(cloud, site)
      return cloud.access.admit(asking, site, 'alarms', what, about)
    }
    if (asking.party !== OPERATOR) throw fail('NOT_GRANTED', { name: 'all sites: alarms' })
    for (const id of await store.sitesOfOthers()) await cloud.access.admit(asking, id, 'alarms', what)
    return null
  }

  app.get('/v1/alarms', { schema: listAlarms, preHandler: reader }, async (request) => {
    const { site = null, state, severity = null, before = null, limit } = request.query
    const spans = await admit(request, site)
    const records = await store.alarms({ site, state, severity, before, raised: null, limit })
    const seen = records.filter(({ entry }) => holds(spans, entry.raisedAt))
    return { alarms: await alarmRows(cloud, seen) }
  })

  app.get('/v1/alarms/figures', { schema: alarmFigures, preHandler: reader }, async (request) => {
    const { site = null, from, to } = request.query
    if (to <= from || to - from > LONGEST_SPAN_MS)
      throw fail('SERIES_SPAN', { name: 'from…to', place: 'querystring/to' })
    await admit(request, site, { from, to })
    const span = { raised: { from, to }, before: null, severity: null, limit: MOST_COUNTED }
    const records = await store.alarms({ site, state: 'all', ...span })
    const { rules, ...figures } = figuresOf(records, cloud.now())
    const titled = rules.map((row) => ({ ...row, title: cloud.catalogue.rules.get(row.rule)?.title ?? null }))
    return { ...figures, rules: titled, complete: records.length < MOST_COUNTED }
  })

  app.get('/v1/sites/:site/alarms/:id', { schema: getAlarm, preHandler: reads('alarms') }, async (request) => {
    const { site, id } = request.params
    const record = await found(site, id)
    demandTime(request.spans, record.entry.raisedAt, `${site}: alarms`)
    const steps = (await store.alarmSteps(site, id)).filter(({ wall }) => holds(request.spans, wall))
    return {
      alarm: await rowOf(record),
      steps: steps.map(({ step, state, wall, receivedAt, by, reason, value, level }) => ({
        step,
        state,
        wall,
        receivedAt,
        level,
        ...(by === undefined ? {} : { by }),
        ...(reason === undefined ? {} : { reason }),
        ...(value === undefined ? {} : { value }),
      })),
    }
  })

  app.post(
    '/v1/sites/:site/alarms/:id/acknowledge',
    { schema: acknowledgeAlarm, preHandler: person },
    async (request) => {
      const { site, id } = request.params
      const record = await found(site, id)
      const entry = await cloud.alarms.acknowledge(record, request.person, cloud.now())
      if (entry === null) throw fail('ALARM_OF_BOX', { name: id })
      return rowOf((await store.alarm(site, id)) ?? record)
    },
  )
}
