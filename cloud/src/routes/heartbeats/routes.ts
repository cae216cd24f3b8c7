import { verify } from 'node:crypto'
import { HEARTBEAT_CONTENT_TYPE, Heartbeat, parseSign1 } from '@zaojun/core'
import { Compile } from 'typebox/compile'
import { fail } from '../../errors.ts'
import { boxOf } from '../../http/guards.ts'
import { kidOf, publicKeyOf } from '../../keys.ts'
import type { BoxRecord, Restored } from '../../store/store.ts'
import { type Routes, siteOf } from '../route.ts'
import { getHeartbeat, postHeartbeat } from './schema.ts'

const MAX_BODY_BYTES = 16 * 1024
const check = Compile(Heartbeat)

export const heartbeats: Routes = (app, cloud, guards) => {
  const { store, boxNews, now } = cloud
  // No store is restored while a cloud is at work on it.
  let restored: Promise<Restored | null> | undefined

  app.post(
    '/v1/heartbeats',
    { schema: postHeartbeat, bodyLimit: MAX_BODY_BYTES, onRequest: guards.box },
    async (request) => {
      const box = boxOf(request)
      if (!Buffer.isBuffer(request.body)) throw fail('REQUEST_MEDIA_TYPE', { name: 'of the request' })
      const envelope = new Uint8Array(request.body)
      const heartbeat = readHeartbeat(envelope, box)
      const answer = await store.heartbeat({ heartbeat, envelope, receivedAt: now() })
      boxNews.changed(box.site)
      restored ??= store.restored()
      const from = await restored.catch((error) => {
        restored = undefined
        throw error
      })
      return from === null ? answer : { ...answer, restored: from.id }
    },
  )

  app.get(
    '/v1/sites/:site/boxes/:box/heartbeat',
    { schema: getHeartbeat, preHandler: guards.reads('devices') },
    async (request, reply) => {
      const site = await siteOf(cloud, request.params.site)
      const envelope = await store.heartbeatEnvelope(site.id, request.params.box)
      if (envelope === null) throw fail('NOT_FOUND', { name: `heartbeat of ${request.params.box}` })
      reply.type('application/cose')
      return Buffer.from(envelope)
    },
  )
}

/** Throws `HEARTBEAT_…`, `COSE_…`, `CBOR_…` for anything this box did not sign as its heartbeat. */
function readHeartbeat(envelope: Uint8Array, { id, keys }: BoxRecord): Heartbeat {
  const current = keys.at(-1)
  if (current === undefined || current.revoked !== null) throw fail('KEY_REVOKED', { name: `heartbeat of ${id}` })
  const { signed, signature, kid, contentType, issuer, payload } = parseSign1(envelope)
  if (contentType !== HEARTBEAT_CONTENT_TYPE) throw fail('REQUEST_MEDIA_TYPE', { name: contentType })
  const own = issuer === `urn:zaojun:box:${id}` && Buffer.compare(kid, kidOf(current.key)) === 0
  if (!own || !verify(null, signed, publicKeyOf(current.key), signature)) throw fail('HEARTBEAT_SIGNATURE')
  let heartbeat: unknown
  try {
    heartbeat = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch {
    throw fail('HEARTBEAT_MALFORMED', { name: 'not JSON' })
  }
  if (!check.Check(heartbeat)) {
    const [first] = check.Errors(heartbeat)
    throw fail('HEARTBEAT_MALFORMED', { name: `${first?.instancePath} ${first?.message}`, place: first?.instancePath })
  }
  const ascending = heartbeat.pending.every(([a, b], at, all) => b >= a && a > (all[at - 1]?.[1] ?? 0))
  if (!ascending) throw fail('HEARTBEAT_MALFORMED', { name: 'runs do not ascend', place: '/pending' })
  if (heartbeat.box !== id) throw fail('HEARTBEAT_MALFORMED', { name: heartbeat.box, place: '/box' })
  return heartbeat
}
