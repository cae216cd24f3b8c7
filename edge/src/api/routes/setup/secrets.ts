import { randomBytes } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import { needsSession } from '../../session.ts'

/** 144 bits, in letters that can be typed into a device's menu. */
const SECRET_BYTES = 18
const ByName = Type.Object({
  name: Type.String({
    pattern: '^(bus|unit|terminal|notify|notify-sign)\\.[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?$',
    description:
      '`bus.<id>`, `unit.<id>`, or `terminal.<unit>`: the code a vehicle terminal was given and the terminal it is bound to; removed, another may register. `notify.<id>`: the address of a webhook or robot, or the password of a mail or MQTT user; `notify-sign.<id>`: what a robot’s messages are signed with',
  }),
})
const Done = Type.Object({ name: Type.String() })

/** Passwords and keys of buses and units, and the codes given to terminals: written, never read back. */
export const secretRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const guarded = { preHandler: needsSession(app) }
  /** That one was set stands in the ledger, what it is does not. */
  const note = (event: 'secret-set' | 'secret-removed', name: string) =>
    app.box.ledger.append({ type: 'event', event, data: { name } }, { urgent: true })

  app.get(
    '/api/secrets',
    { ...guarded, schema: { response: { 200: Type.Object({ names: Type.Array(Type.String()) }) } } },
    async () => ({ names: app.box.secrets.names().sort() }),
  )
  app.put(
    '/api/secrets/:name',
    {
      ...guarded,
      schema: {
        params: ByName,
        body: Type.Object({ secret: Type.String({ minLength: 1, maxLength: 512 }) }, { additionalProperties: false }),
        response: { 200: Done },
      },
    },
    async ({ params: { name }, body: { secret } }) => {
      app.box.secrets.put(name, secret)
      await note('secret-set', name)
      return { name }
    },
  )
  app.post(
    '/api/secrets/:name/generate',
    {
      ...guarded,
      schema: {
        params: ByName,
        response: {
          200: Type.Object({ name: Type.String(), secret: Type.String({ description: 'Shown this once' }) }),
        },
      },
    },
    async ({ params: { name } }, reply) => {
      const secret = randomBytes(SECRET_BYTES).toString('base64url')
      app.box.secrets.put(name, secret)
      await note('secret-set', name)
      reply.header('cache-control', 'no-store')
      return { name, secret }
    },
  )
  app.delete(
    '/api/secrets/:name',
    { ...guarded, schema: { params: ByName, response: { 200: Done } } },
    async ({ params: { name } }) => {
      app.box.secrets.put(name, undefined)
      await note('secret-removed', name)
      return { name }
    },
  )
}
