import { Readable } from 'node:stream'
import { fail } from '../../errors.ts'
import { readerOf } from '../../http/guards.ts'
import { Pace } from '../../sealing/pace.ts'
import type { ExportedSeries, ExportSpan } from '../../store/entities/exports.ts'
import type { Store } from '../../store/store.ts'
import { type Routes, siteOf } from '../route.ts'
import { exportReadings, ROWS_TYPE } from './schema.ts'

/** Rows made in one go; between goes other queries have their turn. */
const ROWS_AT_ONCE = 10_000
const FIRST_SERIES = 8
const MOST_SERIES = 500
/** What waits for a slow reader. */
const READ_AHEAD_BYTES = 4_000_000

type Wanted = ExportSpan & { series: ExportedSeries[]; timeUnknown: boolean }

export const readings: Routes = (app, cloud, { reader }) => {
  const { store, access } = cloud

  app.get('/v1/sites/:site/readings', { schema: exportReadings, preHandler: reader }, async (request, reply) => {
    const { id: site } = await siteOf(cloud, request.params.site)
    const { from, to, device = null, point = null, timeUnknown } = request.query
    if (to <= from) throw fail('SERIES_SPAN', { name: '`to` is not after `from`', place: 'querystring/to' })
    const spans = await access.admit(readerOf(request), site, 'readings', `GET ${request.url}`, { from, to })
    // What has no known time lies in no span.
    if (spans !== null && timeUnknown) throw fail('NOT_GRANTED', { name: `${site}: readings, timeUnknown` })
    const series = await store.exportedSeries({ site, device, point })
    if (series.length === 0 && (device ?? point) !== null)
      throw fail('SERIES_UNKNOWN', { name: `${device ?? '*'}/${point ?? '*'}` })
    const rows = rowsOf(store, { site, from, to, series, timeUnknown })
    const body = Readable.from(rows, { objectMode: false, highWaterMark: READ_AHEAD_BYTES })
    return reply.type(ROWS_TYPE).header('content-disposition', `attachment; filename="${site}.ndjson"`).send(body)
  })
}

async function* rowsOf(store: Store, { series, timeUnknown, ...span }: Wanted): AsyncGenerator<Uint8Array> {
  const pace = new Pace(FIRST_SERIES, MOST_SERIES)
  for (const day of [...(await store.exportedDays(span)), ...(timeUnknown ? [null] : [])])
    for (let start = 0, size = 0; start < series.length; start += size) {
      size = pace.size
      const { rows, bytes } = await store.exportRows({ ...span, day, series: series.slice(start, start + size) })
      pace.took(rows, ROWS_AT_ONCE)
      if (bytes.length > 0) yield bytes
    }
}
