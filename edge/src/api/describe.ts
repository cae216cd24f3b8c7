import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import { ZaojunError } from '@zaojun/core'
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import type { Box } from '../gateway/box.ts'
import { alarmRoutes } from './routes/alarms.ts'
import { catalogueRoutes } from './routes/catalogue.ts'
import { clockRoutes } from './routes/clock.ts'
import { consentRoutes } from './routes/consents.ts'
import { deviceRoutes } from './routes/devices.ts'
import { dutyRoutes } from './routes/duties.ts'
import { healthRoutes } from './routes/health.ts'
import { homeRoutes } from './routes/home.ts'
import { interlockRoutes } from './routes/interlocks.ts'
import { labelRoutes } from './routes/labels.ts'
import { ledgerRoutes } from './routes/ledger.ts'
import { limitRoutes } from './routes/limits.ts'
import { notifyRoutes } from './routes/notify.ts'
import { peopleRoutes } from './routes/people.ts'
import { recordRoutes } from './routes/records.ts'
import { registryRoutes } from './routes/registry.ts'
import { ruleRoutes } from './routes/rules.ts'
import { sessionRoutes } from './routes/session.ts'
import { calibrationRoutes } from './routes/setup/calibrations.ts'
import { deviceListRoutes } from './routes/setup/device-list.ts'
import { packRoutes } from './routes/setup/packs.ts'
import { scanRoutes } from './routes/setup/scans.ts'
import { secretRoutes } from './routes/setup/secrets.ts'
import { setupRoutes } from './routes/setup/setup.ts'
import { streamRoutes } from './routes/stream.ts'
import { unitRoutes } from './routes/units.ts'
import { uplinkRoutes } from './routes/uplink.ts'
import { ErrorAnswer } from './schemas.ts'
import { buildSerializer } from './serializers.ts'

declare module 'fastify' {
  interface FastifyInstance {
    box: Box
  }
}

const MAX_BODY_BYTES = 12 * 1024 * 1024

/** Routes with their schemas, without a box behind them: enough to describe the API. `document` sees every route. */
export async function describeApi(document?: FastifyPluginAsync): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    schemaController: { compilersFactory: { buildSerializer } },
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request, reply) =>
    reply
      .status(404)
      .send({ code: 'NOT_FOUND', message: `there is no ${request.method} ${request.url.split('?')[0]}` }),
  )
  await app.register(cookie)
  await app.register(rateLimit, { global: false })
  if (document !== undefined) await app.register(document)
  app.addSchema(ErrorAnswer)
  for (const routes of [sessionRoutes, homeRoutes, streamRoutes, ledgerRoutes, recordRoutes, catalogueRoutes])
    await app.register(routes)
  for (const routes of [setupRoutes, scanRoutes, calibrationRoutes, secretRoutes, deviceListRoutes, packRoutes])
    await app.register(routes)
  for (const routes of [alarmRoutes, ruleRoutes, limitRoutes, interlockRoutes]) await app.register(routes)
  for (const routes of [dutyRoutes, labelRoutes, notifyRoutes, peopleRoutes]) await app.register(routes)
  for (const routes of [
    clockRoutes,
    registryRoutes,
    deviceRoutes,
    unitRoutes,
    uplinkRoutes,
    healthRoutes,
    consentRoutes,
  ])
    await app.register(routes)
  return app
}

function answerError(error: FastifyError | ZaojunError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof ZaojunError) return reply.status(error.status).send({ ...error.toJSON(), zh: error.zh })
  if ('validation' in error && error.validation !== undefined) {
    const place = `${error.validationContext ?? 'request'}${error.validation[0]?.instancePath ?? ''}`
    return reply.status(400).send({ code: 'REQUEST_INVALID', message: error.message, place })
  }
  const status = 'statusCode' in error && error.statusCode !== undefined ? error.statusCode : 500
  if (status < 500) return reply.status(status).send({ code: error.code ?? 'REQUEST_INVALID', message: error.message })
  request.log.error(error)
  return reply.status(500).send({ code: 'UNEXPECTED', message: 'something went wrong on the box' })
}
