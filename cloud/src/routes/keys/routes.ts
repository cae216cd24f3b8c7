import { verify } from 'node:crypto'
import { KEY_STATEMENT_TYPE, type Sign1 } from '@zaojun/core'
import { fromBase64, parseKeyStatement, type Revocation } from '@zaojun/core/proof/index'
import { fail as keyErrors } from '@zaojun/core/proof/key-statement'
import { hashToken, newToken, normalCode } from '../../auth/tokens.ts'
import type { Cloud } from '../../cloud.ts'
import { fail } from '../../errors.ts'
import { kidOf, publicKeyOf } from '../../keys.ts'
import { type Routes, siteOf } from '../route.ts'
import { type BoxKeys, getKeys, revoke, rotate } from './schema.ts'

const FAILURES = 10
const WINDOW_MS = 15 * 60_000
const MAX_BODY_BYTES = 16 * 1024

/** The life of boxes' keys: a new one, a revoked one, and what was. */
export const keys: Routes = (app, cloud, guards) => {
  const { store, shared, now } = cloud
  const attempts = shared.attempts('rotation', { failures: FAILURES, windowMs: WINDOW_MS })

  app.post('/v1/rotations', { schema: rotate, bodyLimit: MAX_BODY_BYTES }, async (request) => {
    const waitMs = await attempts.waitMs(request.ip)
    if (waitMs > 0) throw fail('LOGIN_TOO_MANY', { name: String(Math.ceil(waitMs / 1000)) })
    const { statement, bytes } = readRotation(request.body.statement)
    const token = newToken()
    const outcome = await store.rotateKey({
      box: statement.box,
      statement,
      bytes,
      at: now(),
      codeHash: hashToken(normalCode(request.body.code)),
      tokenHash: hashToken(token),
    })
    if (outcome.status === 'other-key') throw fail('KEY_UNKNOWN', { name: statement.box })
    if (outcome.status === 'behind') throw fail('KEY_ROTATION_BEHIND', { name: statement.box })
    if (outcome.status === 'code') {
      await attempts.failed(request.ip)
      throw fail('ENROLMENT_CODE')
    }
    guards.forgetBox(statement.box)
    return { site: outcome.site, token }
  })

  app.get(
    '/v1/sites/:site/boxes/:box/keys',
    { schema: getKeys, preHandler: guards.reads('devices') },
    async (request) => {
      const site = await siteOf(cloud, request.params.site)
      return keysOf(cloud, site.id, request.params.box)
    },
  )

  app.post('/v1/sites/:site/boxes/:box/revocation', { schema: revoke, onRequest: guards.person }, async (request) => {
    const site = await siteOf(cloud, request.params.site)
    const { box } = request.params
    const standing = (await store.boxes(site.id)).find(({ id }) => id === box)
    const current = (await store.boxKeys(site.id, box)).at(-1)
    if (standing === undefined || current === undefined) throw fail('NOT_FOUND', { name: `box ${box}` })
    const { reason, after = standing.newest } = request.body
    const statement: Revocation = {
      v: 1,
      kind: 'revocation',
      box,
      at: now(),
      key: Buffer.from(current.key).toString('base64'),
      after,
      reason,
      by: request.person,
    }
    const bytes = cloud.keys.statement(KEY_STATEMENT_TYPE, box, statement)
    if (!(await store.revokeKey({ box, statement, bytes, at: now() }))) throw fail('KEY_UNKNOWN', { name: box })
    guards.forgetBox(box)
    return keysOf(cloud, site.id, box)
  })
}

async function keysOf({ store }: Cloud, site: string, box: string): Promise<BoxKeys> {
  const [held, events] = await Promise.all([store.boxKeys(site, box), store.keyEvents(site, box)])
  if (held.length === 0) throw fail('NOT_FOUND', { name: `box ${box}` })
  const places = await Promise.all(events.map(({ entry }) => store.leafOfEntry(entry)))
  return {
    keys: held.map(({ key, ...span }) => ({
      kid: Buffer.from(kidOf(key)).toString('hex'),
      key: Buffer.from(key).toString('base64'),
      ...span,
    })),
    events: events.map(({ bytes, takenAt }, at) => {
      const { statement } = parseKeyStatement(bytes)
      return {
        kind: statement.kind,
        at: statement.at,
        takenAt,
        after: statement.after,
        ...(statement.kind === 'revocation' ? { reason: statement.reason, by: statement.by } : {}),
        statement: Buffer.from(bytes).toString('base64'),
        index: places[at]?.index ?? null,
      }
    }),
  }
}

/** Both signatures of a rotation hold. Throws `KEY_STATEMENT`, `COSE_…`, `CBOR_…`. */
function readRotation(text: string) {
  const bytes = fromBase64(text)
  if (bytes === undefined) throw keyErrors('KEY_STATEMENT', { name: 'not base64' })
  const { statement, inner, outer } = parseKeyStatement(bytes)
  if (statement.kind !== 'rotation' || outer === null) throw keyErrors('KEY_STATEMENT', { name: statement.kind })
  const by = (key: string, { signed, signature }: Sign1) =>
    verify(null, signed, publicKeyOf(new Uint8Array(Buffer.from(key, 'base64'))), signature)
  if (!by(statement.from, inner)) throw keyErrors('KEY_STATEMENT', { name: 'the old key did not sign it' })
  if (!by(statement.to, outer)) throw keyErrors('KEY_STATEMENT', { name: 'the new key did not sign it' })
  return { statement, bytes }
}
