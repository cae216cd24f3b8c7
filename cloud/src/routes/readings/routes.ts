import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { ZaojunError } from '@zaojun/core'
import { fail } from '../../errors.ts'
import { readerOf } from '../../http/guards.ts'
import { Pace } from '../../sealing/pace.ts'
import type { ExportedPage, ExportedSeries, ExportSpan } from '../../store/entities/exports.ts'
import { MAX_SERIES, type Store } from '../../store/store.ts'
import { type Routes, siteOf } from '../route.ts'
import { exportReadings, ROWS_TYPE } from './schema.ts'

/** Rows made in one go; between goes other queries have their turn. */
const ROWS_AT_ONCE = 10_000
const FIRST_SERIES = 8
const MOST_SERIES = 500
/** So often a step is tried where the store has no time for it, each try seconds long. */
const TRIES = 10
const PAUSE_MS = 500
/** HTTP 503. */
const UNAVAILABLE = 503
/** What waits for a slow reader. */
const READ_AHEAD_BYTES = 4_000_000

type Named = { device: string | null; point: string | null }
type Wanted = ExportSpan & { named: Named; timeUnknown: boolean }

export const readings: Routes = (app, cloud, { reader }) => {
  const { store, access } = cloud

  app.get('/v1/sites/:site/readings', { schema: exportReadings, preHandler: reader }, async (request, reply) => {
    const { id: site } = await siteOf(cloud, request.params.site)
    const { from, to, device = null, point = null, timeUnknown } = request.query
    if (to <= from) throw fail('SERIES_SPAN', { name: '`to` is not after `from`', place: 'querystring/to' })
    const spans = await access.admit(readerOf(request), site, 'readings', `GET ${request.url}`, { from, to })
    // What has no known time lies in no span.
    if (spans !== null && timeUnknown) throw fail('NOT_GRANTED', { name: `${site}: readings, timeUnknown` })
    const named = { device, point }
    const [first] = await store.exportedSeries({ site, ...named, after: null, limit: 1 })
    if (first === undefined && (device ?? point) !== null)
      throw fail('SERIES_UNKNOWN', { name: `${device ?? '*'}/${point ?? '*'}` })
    const rows = rowsOf(store, { site, from, to, named, timeUnknown })
    const body = Readable.from(rows, { objectMode: false, highWaterMark: READ_AHEAD_BYTES })
    return reply.type(ROWS_TYPE).header('content-disposition', `attachment; filename="${site}.ndjson"`).send(body)
  })
}

async function* rowsOf(store: Store, { named, timeUnknown, ...span }: Wanted): AsyncGenerator<Uint8Array> {
  const pace = new Pace(FIRST_SERIES, MOST_SERIES)
  for (const day of [...(await patiently(() => store.exportedDays(span))), ...(timeUnknown ? [null] : [])])
    for await (const series of pagesOf(store, { site: span.site, ...named }))
      for (let start = 0, size = 0; start < series.length; start += size) {
        size = pace.size
        const slice = { ...span, day, series: series.slice(start, start + size) }
        const { rows, bytes } = await patiently(() => store.exportRows(slice))
        pace.took(rows, ROWS_AT_ONCE)
        if (bytes.length > 0) yield bytes
      }
}

async function* pagesOf(store: Store, of: Named & { site: string }): AsyncGenerator<ExportedSeries[]> {
  for (let after: ExportedSeries | null = null; ; ) {
    const asked: ExportedPage = { ...of, after, limit: MAX_SERIES }
    const page = await patiently(() => store.exportedSeries(asked))
    if (page.length > 0) yield page
    if (page.length < MAX_SERIES) return
    after = page.at(-1) ?? null
  }
}

/** A long answer waits until the store has time for it again, rather than break off. */
async function patiently<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (let left = TRIES; ; left--)
    try {
      return await ask()
    } catch (error) {
      if (left <= 1 || !(error instanceof ZaojunError) || error.status !== UNAVAILABLE) throw error
      await sleep(PAUSE_MS)
    }
}
