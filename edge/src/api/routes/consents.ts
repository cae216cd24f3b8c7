import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { defineErrors, Id } from '@zaojun/core'
import Type from 'typebox'
import { Consent } from '../../gateway/consents.ts'
import { actorOf } from '../actor.ts'
import { needsSession } from '../session.ts'

export const fail = defineErrors({
  CONSENT_PERSON: {
    status: 400,
    zh: '请给出人员编号或其代号之一',
    en: 'give either the person’s number or the pseudonym',
  },
})

export const consentRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const guarded = { preHandler: needsSession(app) }

  app.get(
    '/api/consents',
    {
      ...guarded,
      schema: {
        querystring: Type.Object({ person: Type.Optional(Id) }),
        response: { 200: Type.Object({ consents: Type.Array(Consent) }) },
      },
    },
    async ({ query: { person } }) => ({
      consents: app.box.consents.all().filter((each) => person === undefined || each.person === person),
    }),
  )

  app.post(
    '/api/consents',
    {
      schema: {
        description: 'Withdrawing erases, here and at the cloud, all that was kept under the consent',
        body: Type.Object(
          {
            number: Type.Optional(
              Type.String({ minLength: 1, maxLength: 64, description: 'At the devices; it is not stored' }),
            ),
            person: Type.Optional(Id),
            purpose: Id,
            granted: Type.Boolean(),
            by: Type.Optional(Id),
          },
          { additionalProperties: false },
        ),
        response: { 200: Consent },
      },
    },
    async (request) => {
      const { number, person, by: said, ...word } = request.body
      const by = actorOf(app, request, 'consent', said)
      if ((number === undefined) === (person === undefined)) throw fail('CONSENT_PERSON', { place: 'body/person' })
      const consent = await app.box.consents.give({
        ...word,
        by,
        person: person ?? app.box.pseudonyms.of(number ?? ''),
      })
      app.box.uplink.detailAdded()
      return consent
    },
  )
}
