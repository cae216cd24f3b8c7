import { isIP } from 'node:net'
import { ZaojunError } from '@zaojun/core'
import type { RedisOptions } from 'ioredis'
import { fail } from '../errors.ts'

const DEFAULT_PORT = 6379

/** Where `redis://user:password@host:6379/0` leads; `rediss://` by TLS. Throws `REDIS_URL`, which names no secret. */
export function redisAddress(url: string): { name: string; options: RedisOptions } {
  try {
    const { protocol, hostname, port, username, password, pathname } = new URL(url)
    if (protocol !== 'redis:' && protocol !== 'rediss:') throw fail('REDIS_URL', { name: 'redis:// · rediss://' })
    const db = pathname.slice(1)
    if (hostname === '') throw fail('REDIS_URL', { name: 'it names no host' })
    if (!/^[0-9]{0,3}$/.test(db)) throw fail('REDIS_URL', { name: 'the database is a number' })
    const host = hostname.replace(/^\[(.*)\]$/, '$1')
    return {
      name: `${hostname}:${port || DEFAULT_PORT}`,
      options: {
        host,
        port: Number(port || DEFAULT_PORT),
        db: Number(db),
        ...(username === '' ? {} : { username: decodeURIComponent(username) }),
        ...(password === '' ? {} : { password: decodeURIComponent(password) }),
        ...(protocol === 'rediss:' ? { tls: isIP(host) === 0 ? { servername: host } : {} } : {}),
      },
    }
  } catch (error) {
    // What `URL` says of a broken one repeats it, and with it the password.
    throw error instanceof ZaojunError ? error : fail('REDIS_URL', { name: 'it is no URL' })
  }
}
