import { reasonOf, ZaojunError } from '@zaojun/core/plain'
import pg, { type ClientConfig } from 'pg'
import { fail } from '../../errors.ts'

/** One server of the list: how to reach it, and how it is named where no secret may stand; `at` with user and database. */
export type Host = { name: string; at: string; config: ClientConfig }

const DEFAULT_PORT = 5432
const MAX_HOSTS = 8
/** Of libpq's; `allow` is none that `pg` can do. */
const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full']
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
  const { name, config } = read(url)
  return { name, at: atOf(config), config }
}

function read(url: string): Pick<Host, 'name' | 'config'> {
  try {
    const { hostname, port, searchParams, pathname } = new URL(url)
    if (pathname.length < 2) throw fail('STORE_URL', { name: 'it names no database' })
    const host = searchParams.get('host') ?? decodeURIComponent(hostname)
    if (host === '') throw fail('STORE_URL', { name: 'it names no host' })
    refuseOtherModes(searchParams)
    return { name: `${host}:${port || DEFAULT_PORT}`, config: { connectionString: asLibpqReads(url, searchParams) } }
  } catch (error) {
    // What `URL` says of a broken one repeats it, and with it the password.
    throw error instanceof ZaojunError ? error : fail('STORE_URL', { name: 'it is no URL' })
  }
}

/** What is no mode at all would be taken for some other one. */
function refuseOtherModes(given: URLSearchParams): void {
  const mode = given.get('sslmode')
  if (mode === null) return
  // Only where libpq's reading is turned off does `pg` know its own.
  const modes = given.has('uselibpqcompat') ? [...SSL_MODES, 'no-verify'] : SSL_MODES
  if (!modes.includes(mode)) throw fail('STORE_URL', { name: `sslmode=${mode}: ${modes.join(', ')}` })
  if (mode === 'verify-ca' && !given.has('sslrootcert'))
    throw fail('STORE_URL', { name: 'sslmode=verify-ca goes with sslrootcert' })
}

/** As `pg` reads the address, the environment with it; a certificate that it names and that is not there is told. */
function atOf(config: ClientConfig): string {
  try {
    const { user, host, port, database } = new pg.Client(config)
    return `${user}@${host}:${port}/${database}`
  } catch (error) {
    throw fail('STORE_URL', { name: reasonOf(error) })
  }
}
