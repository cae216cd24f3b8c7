import { ZaojunError } from '@zaojun/core'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { fail } from '../errors.ts'
import type { FailureLog } from '../failure-log.ts'
import { diskFailure } from '../store/disk-failures.ts'

const UNAVAILABLE = 503
const RETRY_AFTER_SECONDS = '2'

/** The one end of every failed request: a stable code for the caller, a log line and a count for us. */
export function createFailureHandler(failures: FailureLog) {
  return (error: FastifyError | ZaojunError, request: FastifyRequest, reply: FastifyReply) => {
    const answer = answerTo(error)
    if (answer.status >= 500) {
      const { method, routeOptions } = request
      failures.tell(routeOptions.url ?? 'http', error, { method })
    }
    if (answer.code === 'LOGIN_TOO_MANY') reply.header('retry-after', /\d+/.exec(answer.message)?.[0] ?? '60')
    if (answer.status === UNAVAILABLE) reply.header('retry-after', RETRY_AFTER_SECONDS)
    return reply.status(answer.status).send(answer.toJSON())
  }
}

function answerTo(error: FastifyError | ZaojunError): ZaojunError {
  if (error instanceof ZaojunError) return error
  const full = diskFailure(error)
  if (full !== undefined) return full
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
