import type { FastifyInstance, FastifyRequest } from 'fastify'
import { fail } from './login.ts'

export const SESSION_COOKIE = 'zaojun-box'
/** The one person there is until identities come. */
export const ADMIN = 'admin'
const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1']
/** What anyone on the network may ask for: the page itself, and how to log in. The flow socket has its own token. */
const PUBLIC = /^\/($|index\.html|assets\/|favicon|api\/(login|session|health|flow-socket)\b|editor\b)/

export function hasSession(app: FastifyInstance, request: FastifyRequest): boolean {
  return app.box.login.holds(request.cookies[SESSION_COOKIE])
}

export const isOwnScreen = (request: FastifyRequest): boolean => LOOPBACK.includes(request.ip)

/** Reads are open to the box's own screen and to a session. */
export function isOpen(app: FastifyInstance, request: FastifyRequest): boolean {
  if (PUBLIC.test(request.url)) return true
  return isOwnScreen(request) || hasSession(app, request)
}

/** For every route that writes. */
export const needsSession =
  (app: FastifyInstance) =>
  async (request: FastifyRequest): Promise<void> => {
    if (!hasSession(app, request)) throw fail('LOGIN_NEEDED')
  }
