import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { UplinkStatus } from '../schemas.ts'
import { needsSession } from '../session.ts'

/** Enough of a key's digest for two people to compare aloud. */
const FINGERPRINT_DIGITS = 32
const BoxKey = Type.Object({
  fingerprint: Type.String({ description: 'First half of the SHA-256 of the key in use, hex in groups' }),
  madeAt: Type.Integer({ description: 'When it was made, UTC ms' }),
  changed: Type.Boolean({ description: 'It is not the first one' }),
})

export const uplinkRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/api/uplink', { schema: { response: { 200: UplinkStatus } } }, async () => app.box.uplink.status())
  app.get('/api/uplink/key', { schema: { response: { 200: BoxKey } } }, async () => {
    const { publicKey, firstKey, fault } = app.box.identity
    if (fault !== undefined) throw fault
    const digest = createHash('sha256').update(publicKey).digest('hex')
    const fingerprint = digest.slice(0, FINGERPRINT_DIGITS).replace(/(.{4})(?=.)/g, '$1 ')
    const { mtimeMs } = await stat(join(app.box.config.data, 'box.key'))
    return { fingerprint, madeAt: Math.round(mtimeMs), changed: firstKey !== undefined }
  })
  app.post(
    '/api/uplink/enrolment',
    {
      preHandler: needsSession(app),
      config: { rateLimit: { max: 10, timeWindow: '1 minute' } },
      schema: {
        body: Type.Object({
          url: Type.String({ pattern: '^https?://', maxLength: 256 }),
          code: Type.String({ minLength: 4, maxLength: 64 }),
        }),
        response: { 200: UplinkStatus },
      },
    },
    async ({ body: { url, code } }) => {
      await app.box.uplink.enrol(url, code)
      return app.box.uplink.status()
    },
  )
  app.post(
    '/api/uplink/key',
    {
      preHandler: needsSession(app),
      config: { rateLimit: { max: 10, timeWindow: '1 minute' } },
      schema: {
        body: Type.Object({ code: Type.String({ minLength: 4, maxLength: 64 }) }),
        response: { 200: UplinkStatus },
      },
    },
    async ({ body: { code } }) => {
      await app.box.uplink.changeKey(code)
      return app.box.uplink.status()
    },
  )
}
