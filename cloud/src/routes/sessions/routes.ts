import { SESSION_MS } from '../../auth/accounts.ts'
import { SESSION_COOKIE, sessionTokenOf } from '../../http/guards.ts'
import type { Routes } from '../route.ts'
import { login, logout, session } from './schema.ts'

const MS_PER_SECOND = 1000

export const sessions =
  (secure: boolean): Routes =>
  (app, { accounts, store }, guards) => {
    const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const

    app.post('/v1/login', { schema: login }, async (request, reply) => {
      const { name, password } = request.body
      const token = await accounts.login(name, password, request.ip)
      reply.setCookie(SESSION_COOKIE, token, { ...cookie, maxAge: SESSION_MS / MS_PER_SECOND })
      return { token, name, party: (await store.partyOfAccount(name)) ?? '' }
    })

    app.get('/v1/session', { schema: session }, async (request) => {
      const token = sessionTokenOf(request)
      const held = token === undefined ? null : await accounts.session(token)
      if (held === null) return { loggedIn: false }
      return { loggedIn: true, name: held.account, party: (await store.partyOfAccount(held.account)) ?? '' }
    })

    app.post('/v1/logout', { schema: logout, preHandler: guards.reader }, async (request, reply) => {
      await accounts.logout(sessionTokenOf(request) ?? '')
      reply.clearCookie(SESSION_COOKIE, cookie)
      return reply.status(204).send(null)
    })
  }
