import { existsSync } from 'node:fs'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import files from '@fastify/static'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { MAX_BATCH_BYTES } from '@zaojun/core'
import Fastify, { LogController } from 'fastify'
import type { Cloud } from './cloud.ts'
import type { CloudConfig } from './config.ts'
import { fail } from './errors.ts'
import { createGuards } from './http/guards.ts'
import { checkingSerializer, checkWritten, plainSerializer } from './http/serializer.ts'
import { validatorCompiler } from './http/validator.ts'
import { describeApi } from './openapi.ts'
import { alarms } from './routes/alarms/routes.ts'
import { attachments } from './routes/attachments/routes.ts'
import { batches } from './routes/batches/routes.ts'
import { boxes } from './routes/boxes/routes.ts'
import { catalogue } from './routes/catalogue/routes.ts'
import { devices } from './routes/devices/routes.ts'
import { enrolments } from './routes/enrolments/routes.ts'
import { erasures } from './routes/erasures/routes.ts'
import { events } from './routes/events/routes.ts'
import { health } from './routes/health/routes.ts'
import { heartbeats } from './routes/heartbeats/routes.ts'
import { keys } from './routes/keys/routes.ts'
import { latest } from './routes/latest/routes.ts'
import { live } from './routes/live/routes.ts'
import { origins } from './routes/log/origins.ts'
import { log } from './routes/log/routes.ts'
import { maintenance } from './routes/maintenance/routes.ts'
import { parties } from './routes/parties/routes.ts'
import { parts } from './routes/parts/routes.ts'
import { readings } from './routes/readings/routes.ts'
import { reads } from './routes/reads/routes.ts'
import { removals } from './routes/removals/routes.ts'
import { retention } from './routes/retention/routes.ts'
import { rights } from './routes/rights/routes.ts'
import { rightsStatements } from './routes/rights/statements.ts'
import type { App } from './routes/route.ts'
import { series } from './routes/series/routes.ts'
import { service } from './routes/service/routes.ts'
import { sessions } from './routes/sessions/routes.ts'
import { sites } from './routes/sites/routes.ts'

declare module 'fastify' {
  interface FastifyInstance {
    cloud: Cloud
    /** Aborts when the app begins to close: what waits long ends then. */
    cloudClosing: AbortSignal
  }
}

const consoleFolder = join(import.meta.dirname, '..', 'console', 'dist')
/** The console loads nothing from elsewhere and runs nothing written into the page. */
const CONSOLE_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; frame-ancestors 'none'"
const REQUEST_TIMEOUT_MS = 60_000

export type AppOptions = Pick<CloudConfig['http'], 'trustProxy' | 'secureCookies'> & {
  /** Fail where an answer does not fit its schema. */
  checkAnswers?: boolean
}

/** Builds the whole HTTP side over a started cloud. It does not listen. */
export async function buildApp(
  cloud: Cloud,
  { trustProxy, secureCookies, checkAnswers = false }: AppOptions,
): Promise<App> {
  const app = Fastify({
    loggerInstance: cloud.log,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy,
    bodyLimit: MAX_BATCH_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
  }).withTypeProvider<TypeBoxTypeProvider>() as unknown as App
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(checkAnswers ? checkingSerializer : plainSerializer)
  app.setErrorHandler(cloud.answerFailure)
  app.setNotFoundHandler((request) => {
    throw fail('NOT_FOUND', { name: `${request.method} ${request.url.split('?')[0]}` })
  })
  app.addContentTypeParser(
    ['application/cose', 'application/offset+octet-stream', 'application/octet-stream'],
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  )
  const closing = new AbortController()
  app.decorate('cloud', cloud)
  app.decorate('cloudClosing', closing.signal)
  app.decorateRequest('person', '')
  app.decorateRequest('box', null)
  app.decorateRequest('reader', null)
  app.decorateRequest('spans', null)
  app.addHook('preClose', async () => closing.abort())
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'same-origin' })
  })

  if (checkAnswers) app.addHook('onSend', checkWritten)

  await app.register(cookie)
  await app.register(swagger, describeApi)
  await app.register(swaggerUi, { routePrefix: '/docs' })
  const guards = createGuards(cloud)
  const nouns = [
    sessions(secureCookies),
    sites,
    enrolments,
    batches,
    heartbeats,
    keys,
    parts,
    attachments,
    erasures,
    boxes,
    devices,
    latest,
    series,
    readings,
    events,
    alarms,
    maintenance,
    live,
    catalogue,
    parties,
    rights,
    rightsStatements,
    retention,
    reads,
    health,
    service,
    log,
    origins,
    removals,
  ]
  await app.register(async (scope) => {
    for (const routes of nouns) routes(scope as App, cloud, guards)
  })
  if (existsSync(consoleFolder))
    await app.register(files, {
      root: consoleFolder,
      setHeaders: (reply) => reply.header('content-security-policy', CONSOLE_POLICY),
    })
  return app
}
