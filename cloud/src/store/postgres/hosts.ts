import { ZaojunError } from '@zaojun/core/plain'
import type { ClientConfig } from 'pg'
import { fail } from '../../errors.ts'

/** One server of the list: how to reach it, and how it is named where no secret may stand. */
export type Host = { name: string; config: ClientConfig }

const DEFAULT_PORT = 5432
const MAX_HOSTS = 8
const SCHEMES = new Set(['postgres:', 'postgresql:'])

/**
 * Servers of `postgres://user:password@a:5432,b:5433/database?…`, as libpq writes several hosts in one URL, in its
 * order; `?host=/run/postgresql` or `@%2Frun%2Fpostgresql` names a socket. `pg` itself knows one host only. `sslmode` means what it means
 * to libpq: `require` encrypts and does not look whose certificate it is, `verify-full` does. Throws `STORE_URL`, which names no secret.
 */
export function parseHosts(url: string): Host[] {
  const [, scheme = '', authority = '', rest = ''] = /^([a-z]+:)\/\/([^/?]*)(.*)$/.exec(url) ?? []
  if (!SCHEMES.has(scheme)) throw fail('STORE_URL', { name: 'it begins with postgres://' })
  const at = authority.lastIndexOf('@')
  const user = authority.slice(0, at + 1)
  const places = authority.slice(at + 1).split(',')
  if (places.length > MAX_HOSTS) throw fail('STORE_URL', { name: `more than ${MAX_HOSTS} hosts` })
  if (places.length > 1 && places.includes('')) throw fail('STORE_URL', { name: 'a host of the list is empty' })
  return places.map((place) => hostOf(`${scheme}//${user}${place}${rest}`))
}

/** By itself `pg` takes `sslmode=require` for `verify-full`. */
const asLibpqReads = (url: string, given: URLSearchParams): string =>
  given.has('sslmode') && !given.has('uselibpqcompat') ? `${url}&uselibpqcompat=true` : url

function hostOf(url: string): Host {
  try {
    const { hostname, port, searchParams, pathname } = new URL(url)
    if (pathname.length < 2) throw fail('STORE_URL', { name: 'it names no database' })
    const host = searchParams.get('host') ?? decodeURIComponent(hostname)
    if (host === '') throw fail('STORE_URL', { name: 'it names no host' })
    if (searchParams.get('sslmode') === 'verify-ca' && !searchParams.has('sslrootcert'))
      throw fail('STORE_URL', { name: 'sslmode=verify-ca goes with sslrootcert' })
    return { name: `${host}:${port || DEFAULT_PORT}`, config: { connectionString: asLibpqReads(url, searchParams) } }
  } catch (error) {
    // What `URL` says of a broken one repeats it, and with it the password.
    throw error instanceof ZaojunError ? error : fail('STORE_URL', { name: 'it is no URL' })
  }
}
