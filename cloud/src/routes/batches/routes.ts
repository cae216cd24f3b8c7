import { type LogNews, LogQuestion, MAX_BATCH_BYTES, PROOF_HEADER, RANGE_HEADER, ZaojunError } from '@zaojun/core'
import Value from 'typebox/value'
import { fail } from '../../errors.ts'
import { boxOf } from '../../http/guards.ts'
import type { Taken } from '../../ingest/intake.ts'
import { latestMoved } from '../../live/latest-cache.ts'
import { logNews } from '../../merkle-log/news.ts'
import type { Routes } from '../route.ts'
import { postBatch } from './schema.ts'

export const batches: Routes = (app, cloud, { box: guard }) => {
  const { intake, store, hub, keys, metrics, boxNews } = cloud

  app.post(
    '/v1/batches',
    {
      schema: postBatch,
      bodyLimit: MAX_BATCH_BYTES,
      // Before the body is read: a stranger's megabytes are not worth it, nor what there is no room for.
      onRequest: [async () => intake.demandRoom(), guard],
      errorHandler: async (error, request, reply) => {
        const told =
          error.code === 'FST_ERR_CTP_BODY_TOO_LARGE'
            ? fail('BATCH_TOO_LARGE', { name: String(MAX_BATCH_BYTES) })
            : error
        if (told instanceof ZaojunError && told.status < 500) {
          metrics.batches.inc({ outcome: told.code })
          if (request.box !== null)
            await store
              .countRefusal(request.box.site, request.box.id)
              .catch((failure) => cloud.failed('refusal', failure))
        }
        return cloud.answerFailure(told, request, reply)
      },
    },
    async (request) => {
      const box = boxOf(request)
      const encoding = request.headers['content-encoding'] ?? 'identity'
      if (encoding !== 'zstd' && encoding !== 'identity') throw fail('REQUEST_MEDIA_TYPE', { name: encoding })
      if (!Buffer.isBuffer(request.body)) throw fail('REQUEST_MEDIA_TYPE', { name: 'of the request' })
      const ended = metrics.ingestSeconds.startTimer()
      const taken = await intake.take({
        box,
        body: request.body,
        zstd: encoding === 'zstd',
        range: request.headers[RANGE_HEADER],
        wantLatest: hub.watched(box.site),
      })
      ended()
      const news = await newsFor(box.id, request.headers[PROOF_HEADER])
      return { ...acknowledge(taken, box.site), ...(news === undefined ? {} : { news }) }
    },
  )

  /** The batch is taken, whatever becomes of the question beside it. */
  async function newsFor(box: string, asked: string | undefined): Promise<LogNews | undefined> {
    if (asked === undefined) return undefined
    try {
      return await logNews(cloud, box, Value.Parse(LogQuestion, JSON.parse(asked)))
    } catch (error) {
      cloud.log.debug({ err: error }, 'a question about the log was not answered')
      return undefined
    }
  }

  function acknowledge({ batch, outcome }: Taken, site: string) {
    if (outcome.status === 'refused') throw fail(outcome.code, { name: outcome.name })
    metrics.batches.inc({ outcome: outcome.status })
    if (outcome.status === 'stored') {
      metrics.readings.inc(batch.readings)
      if (outcome.moved.length > 0) hub.publish(site, { event: 'latest', data: outcome.moved })
      latestMoved(cloud, site)
      boxNews.changed(site)
    }
    const { box, n, digest } = batch
    const receipt = Buffer.from(keys.receipt({ box, n, digest, at: outcome.receivedAt })).toString('base64')
    return { status: outcome.status, receipt, watched: hub.watched(site) }
  }
}
