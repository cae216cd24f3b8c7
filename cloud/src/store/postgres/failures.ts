import { reasonOf, ZaojunError } from '@zaojun/core/plain'
import pg from 'pg'
import { fail } from '../../errors.ts'

/** SQLSTATE or system code; PostgreSQL appendix A. Constraint names are never looked at: they differ on shards. */
const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '')

const READ_ONLY = '25006'
const SYSTEM_CODES = /^E[A-Z_]+$/
/** Class 08: connection; 57P01–57P03: shut down, crashed, starting; 57P05: idle session; 53: resources. */
const GONE = /^(08...|57P0[1235]|53[^1].{2})$/
const REFUSED = /^(28...|3D000|42501)$/
const SLOW = new Set(['57014', '55P03', '25P03', '25P04'])
const FULL = '53100'
const AGAIN = new Set(['40001', '40P01'])
const BAD_TEXT = new Set(['22021', '22P05'])
/** What `pg` says without a code. */
const GONE_WORDS =
  /terminated|not queryable|connection timeout|exceeded when trying to connect|was closed|Cannot use a pool/i
const SLOW_WORDS = /^Query read timeout/
/** A password that is asked for and not given; TLS that is asked for and not there. */
const REFUSED_WORDS = /^SASL|does not support SSL/

/** What an error says: of several addresses that were tried in vain there is a code alone. */
export const wordsOf = (error: unknown): string => reasonOf(error) || codeOf(error)

const isRefused = (error: unknown): boolean =>
  REFUSED.test(codeOf(error)) || (codeOf(error) === '' && REFUSED_WORDS.test(wordsOf(error)))

/** `servers`: which, and why, for whoever runs the cloud; who calls its API learns nothing of them. */
export const unreachable = (servers = '', place?: string): ZaojunError =>
  fail('STORE_UNREACHABLE', {
    name: servers === '' ? '' : ` (${servers})`,
    ...(place === undefined ? {} : { place }),
  })

/** Whether the whole transaction may simply be run again: another one was in its way. */
export const isCollision = (error: unknown): boolean => AGAIN.has(codeOf(error))

const PROTOCOL = '08P01'
/**
 * The server answers, and could not reach another one of its own: a machine of Citus is gone. Of its own connections a server
 * says nothing of this class but that it does not understand.
 */
const isElsewhere = (error: unknown): boolean => {
  const code = codeOf(error)
  return error instanceof pg.DatabaseError && code.startsWith('08') && code !== PROTOCOL
}

/** Whether the connection is of no use any more; a new one to a server that was read-only may take writes. */
export const isLost = (error: unknown): boolean => {
  const code = codeOf(error)
  const words = error instanceof Error ? error.message : ''
  if (isElsewhere(error)) return false
  if (code === READ_ONLY || GONE.test(code) || SYSTEM_CODES.test(code)) return true
  return code === '' && (GONE_WORDS.test(words) || SLOW_WORDS.test(words))
}

/** Whether the server answers and takes no writes: others may read there, on connections that last. */
export const isReadOnly = (error: unknown): boolean => codeOf(error) === READ_ONLY

/** Whether no further try can help until somebody changes something. */
export const isRefusal = (error: unknown): boolean => error instanceof ZaojunError || isRefused(error)

/**
 * What a caller is told, with a stable code; anything unforeseen stays what it is. `at`: user, server and database, where
 * whoever is told runs the cloud; to the others the code alone is said, and what the database says goes along as the cause.
 */
export function storeFailure(error: unknown, at?: string): Error {
  if (error instanceof ZaojunError) return error
  const failure = failureOf(error, at)
  if (failure === undefined) return error instanceof Error ? error : new Error(reasonOf(error))
  failure.cause = error
  return failure
}

function failureOf(error: unknown, at: string | undefined): ZaojunError | undefined {
  const code = codeOf(error)
  const words = error instanceof Error ? error.message : ''
  if (code === READ_ONLY) return fail('STORE_READ_ONLY', { name: code })
  if (code === FULL) return fail('STORE_FULL', { name: code })
  if (SLOW.has(code) || AGAIN.has(code) || (code === '' && SLOW_WORDS.test(words))) return fail('STORE_SLOW')
  if (isRefused(error)) {
    const said = code === '' ? words : `${words} (${code})`
    return at === undefined
      ? fail('STORE_REFUSED', { name: code || words })
      : fail('STORE_REFUSED', { name: `${at}: ${said}`, place: at })
  }
  if (BAD_TEXT.has(code)) return fail('TEXT_NOT_STORABLE')
  return isLost(error) || isElsewhere(error) ? unreachable() : undefined
}
