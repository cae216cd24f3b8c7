import type { Holding } from '@zaojun/core'
import type { Static } from 'typebox'
import { fail } from '../../errors.ts'
import { boxOf, readerOf } from '../../http/guards.ts'
import { overdue, removed } from '../../http/removed.ts'
import { demandMention } from '../../rights/mention.ts'
import type { Routes } from '../route.ts'
import { eraseAttachment, getAttachment, headAttachment, MAX_CHUNK_BYTES, patchAttachment } from './schema.ts'

const MEDIA_TYPE = /^[a-z]+\/[a-z0-9.+-]+$/
/** HEAD routes stand in the API description only when they say so. */
const EXPOSED = { swagger: { exposeHeadRoute: true } }
const UNKNOWN_MEDIA_TYPE = 'application/octet-stream'

/** Why and how long a personal picture is held; undefined where its box says nothing of it. */
function holdingOf(headers: Static<typeof patchAttachment.headers>): Holding | undefined {
  const {
    'upload-purpose': purpose,
    'upload-basis': basis,
    'upload-person': person,
    'upload-expires': expires,
  } = headers
  if (purpose === undefined) return undefined
  return {
    purpose,
    ...(basis === undefined ? {} : { basis }),
    ...(person === undefined ? {} : { person }),
    ...(expires === undefined ? {} : { expires }),
  }
}

export const attachments: Routes = (app, { store, access, attachments: folder, now }, guards) => {
  app.head(
    '/v1/attachments/:digest',
    { schema: headAttachment, preHandler: guards.box, config: EXPOSED },
    async (request, reply) => {
      const { digest } = request.params
      const { site } = boxOf(request)
      const known = await store.attachment(digest, site)
      // One that was erased counts as delivered: the box need not send it again.
      reply.header('upload-offset', known?.bytes ?? (await folder.heldBytes(site, digest)))
      return reply.send(null)
    },
  )

  app.patch(
    '/v1/attachments/:digest',
    { schema: patchAttachment, onRequest: guards.box, bodyLimit: MAX_CHUNK_BYTES },
    async (request, reply) => {
      const { digest } = request.params
      const { site } = boxOf(request)
      if (!Buffer.isBuffer(request.body)) throw fail('REQUEST_MEDIA_TYPE', { name: 'of the request' })
      const length = request.headers['upload-length']
      const type = request.headers['upload-media-type'] ?? UNKNOWN_MEDIA_TYPE
      if ((await store.attachment(digest, site)) !== null)
        return reply.header('upload-offset', length).status(204).send(null)
      const offset = request.headers['upload-offset']
      if (await folder.append(site, digest, request.body, offset, length)) {
        const mediaType = MEDIA_TYPE.test(type) ? type : UNKNOWN_MEDIA_TYPE
        const holding = holdingOf(request.headers)
        await store.putAttachment({ site, digest, bytes: length, mediaType, holding }, now())
      }
      return reply
        .header('upload-offset', offset + request.body.length)
        .status(204)
        .send(null)
    },
  )

  app.get('/v1/attachments/:digest', { schema: getAttachment, preHandler: guards.reader }, async (request, reply) => {
    const { digest } = request.params
    const known = await store.attachment(digest)
    if (known === null) throw fail('NOT_FOUND', { name: `attachment ${digest}` })
    const spans = await access.admit(readerOf(request), known.site, 'photos', `attachment ${digest}`)
    await demandMention(store, spans, known.site, digest)
    const erasure = known.erasure ?? overdue(known.holding ?? {}, now())
    if (erasure !== null) return reply.status(410).send(removed(erasure))
    return reply
      .type(known.mediaType)
      .header('content-length', known.bytes)
      .header('content-disposition', 'attachment')
      .header('x-content-type-options', 'nosniff')
      .send(folder.read(known.site, digest))
  })

  app.delete(
    '/v1/attachments/:digest',
    { schema: eraseAttachment, preHandler: guards.person },
    async (request, reply) => {
      const { digest } = request.params
      const sites = await store.eraseAttachment(digest, { reason: request.query.reason, by: request.person, at: now() })
      if (sites.length === 0) throw fail('NOT_FOUND', { name: `attachment ${digest}` })
      for (const site of sites) await folder.erase(site, digest)
      return reply.status(204).send(null)
    },
  )
}
