import { ZaojunError } from '@zaojun/core'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Cloud } from '../cloud.ts'
import { fail } from '../errors.ts'

const UNAVAILABLE = 503
const RETRY_AFTER_SECONDS = '2'

/** A refusal that comes by the thousand is told this often, with how many there were: telling each would cost more than the work. */
const TOLD_EVERY_MS = 1_000

/** The one end of every failed request: a stable code for the caller, a log line and a count for us. */
export function createFailureHandler({ log, metrics }: Pick<Cloud, 'log' | 'metrics'>) {
  const untold = new Map<string, { times: number; toldAt: number }>()
  /** Where it is too busy or the store is away, the stack says nothing: the code does. */
  const tellRefusal = ({ code, message }: ZaojunError) => {
    const before = untold.get(code) ?? { times: 0, toldAt: Number.NEGATIVE_INFINITY }
    const times = before.times + 1
    const isDue = performance.now() - before.toldAt >= TOLD_EVERY_MS
    if (isDue) log.error({ refused: code, times }, message)
    untold.set(code, isDue ? { times: 0, toldAt: performance.now() } : { ...before, times })
  }
  return (error: FastifyError | ZaojunError, request: FastifyRequest, reply: FastifyReply) => {
    const answer = answerTo(error)
    if (answer.status >= 500) {
      metrics.failures.inc({ place: request.routeOptions.url ?? 'http' })
      if (answer.status === UNAVAILABLE) tellRefusal(answer)
      else log.error({ err: error, method: request.method, url: request.routeOptions.url }, 'request failed')
    }
    if (answer.code === 'LOGIN_TOO_MANY') reply.header('retry-after', /\d+/.exec(answer.message)?.[0] ?? '60')
    if (answer.status === UNAVAILABLE) reply.header('retry-after', RETRY_AFTER_SECONDS)
    return reply.status(answer.status).send(answer.toJSON())
  }
}

function answerTo(error: FastifyError | ZaojunError): ZaojunError {
  if (error instanceof ZaojunError) return error
  if (error.validation !== undefined) {
    const [first] = error.validation
    const place = `${error.validationContext ?? ''}${first?.instancePath ?? ''}`
    return fail('REQUEST_INVALID', { name: `${place} ${first?.message ?? ''}`.trim(), place })
  }
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return fail('REQUEST_TOO_LARGE')
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return fail('REQUEST_MEDIA_TYPE', { name: 'of the request' })
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return fail('REQUEST_INVALID', { name: error.message })
  return fail('INTERNAL')
}
