import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { hasSession, needsSession, SESSION_COOKIE } from '../session.ts'

const LoggedIn = Type.Object({ loggedIn: Type.Boolean() })

export const sessionRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/api/login',
    {
      config: { rateLimit: { max: 10, timeWindow: '1 minute' } },
      schema: { body: Type.Object({ password: Type.String({ maxLength: 256 }) }), response: { 200: LoggedIn } },
    },
    async (request, reply) => {
      const secret = await app.box.login.open(request.body.password)
      reply.setCookie(SESSION_COOKIE, secret, { path: '/', httpOnly: true, sameSite: 'strict' })
      return { loggedIn: true }
    },
  )
  app.get('/api/session', { schema: { response: { 200: LoggedIn } } }, async (request) => ({
    loggedIn: hasSession(app, request),
  }))
  app.post('/api/logout', { schema: { response: { 200: LoggedIn } } }, async (request, reply) => {
    app.box.login.close(request.cookies[SESSION_COOKIE] ?? '')
    reply.clearCookie(SESSION_COOKIE, { path: '/' })
    return { loggedIn: false }
  })
  app.put(
    '/api/password',
    {
      preHandler: needsSession(app),
      schema: {
        body: Type.Object({ password: Type.String({ minLength: 8, maxLength: 256 }) }),
        response: { 200: LoggedIn },
      },
    },
    async (request) => {
      await app.box.login.setPassword(request.body.password)
      return { loggedIn: true }
    },
  )
}
