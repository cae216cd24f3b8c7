import { verify } from 'node:crypto'
import { parseSign1 } from '@zaojun/core'
import { Compile } from 'typebox/compile'
import { hashToken, newToken, normalCode } from '../../auth/tokens.ts'
import { fail } from '../../errors.ts'
import { boxIdOf, kidOf, publicKeyOf } from '../../keys.ts'
import type { Routes } from '../route.ts'
import { ENROLMENT_CONTENT_TYPE, EnrolmentRequest, enrol } from './schema.ts'

const MAX_BODY_BYTES = 8 * 1024
const FAILURES = 10
const WINDOW_MS = 15 * 60_000
const check = Compile(EnrolmentRequest)

export const enrolments: Routes = (app, { store, shared, keys, now }, guards) => {
  const attempts = shared.attempts('enrolment', { failures: FAILURES, windowMs: WINDOW_MS })

  app.post('/v1/enrolments', { schema: enrol, bodyLimit: MAX_BODY_BYTES }, async (request) => {
    const waitMs = await attempts.waitMs(request.ip)
    if (waitMs > 0) throw fail('LOGIN_TOO_MANY', { name: String(Math.ceil(waitMs / 1000)) })
    const { code, raw, box, softwareVersion } = readRequest(request.body)
    const token = newToken()
    const outcome = await store.enrol({
      codeHash: hashToken(normalCode(code)),
      tokenHash: hashToken(token),
      box: { id: box, publicKey: raw, softwareVersion, enrolledAt: now() },
    })
    if (outcome.status === 'other-key') throw fail('KEY_UNKNOWN', { name: box })
    if (outcome.status === 'other-site') throw fail('ENROLMENT_OTHER_SITE', { name: box })
    if (outcome.status === 'code') {
      await attempts.failed(request.ip)
      throw fail('ENROLMENT_CODE')
    }
    guards.forgetBox(box)
    const cloudKey = Buffer.from(keys.publicKey).toString('base64')
    return { box, site: outcome.site, token, log: keys.log, cloudKey }
  })
}

/** Checks that the sender holds the key it names and that the box id follows from it. */
function readRequest(body: unknown) {
  if (!Buffer.isBuffer(body)) throw fail('REQUEST_MEDIA_TYPE', { name: 'of the request' })
  const message = parseSign1(new Uint8Array(body))
  if (message.contentType !== ENROLMENT_CONTENT_TYPE) throw fail('REQUEST_MEDIA_TYPE', { name: message.contentType })
  let payload: unknown
  try {
    payload = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(message.payload))
  } catch {
    throw fail('REQUEST_INVALID', { name: 'the payload is not JSON', place: 'payload' })
  }
  if (!check.Check(payload)) {
    const [first] = check.Errors(payload)
    throw fail('REQUEST_INVALID', { name: `${first?.instancePath} ${first?.message}`, place: 'payload' })
  }
  const raw = new Uint8Array(Buffer.from(payload.publicKey, 'base64'))
  const named = payload.firstKey === undefined ? raw : new Uint8Array(Buffer.from(payload.firstKey, 'base64'))
  if (payload.box !== boxIdOf(named)) throw fail('ENROLMENT_SIGNATURE', { name: 'box id' })
  if (Buffer.compare(message.kid, kidOf(raw)) !== 0) throw fail('ENROLMENT_SIGNATURE', { name: 'kid' })
  if (message.issuer !== `urn:zaojun:box:${payload.box}`) throw fail('ENROLMENT_SIGNATURE', { name: 'issuer' })
  if (!verify(null, message.signed, publicKeyOf(raw), message.signature))
    throw fail('ENROLMENT_SIGNATURE', { name: 'signature' })
  return { ...payload, raw }
}
