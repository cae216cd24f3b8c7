import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Id } from '@zaojun/core'
import Type from 'typebox'
import { fail } from '../../people/errors.ts'
import { BadgeCode, Pin, StaffNumber } from '../../people/people.ts'
import { ROLES } from '../../people/roles.ts'
import { managerOf, PERSON_HEADER, tokenOf } from '../actor.ts'

const closed = { additionalProperties: false }
const ByNumber = Type.Object({ number: StaffNumber })
const PersonRow = Type.Object({
  id: Id,
  number: StaffNumber,
  role: Type.Enum(ROLES),
  active: Type.Boolean(),
  pin: Type.Boolean({ description: 'Has one' }),
  badges: Type.Integer(),
})
const SignOnRow = Type.Object({ token: Type.String(), person: PersonRow })

export const peopleRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const one = { response: { 200: PersonRow } }

  app.get(
    '/api/people',
    {
      schema: {
        description: '`known`: whoever writes has to sign on',
        response: { 200: Type.Object({ known: Type.Boolean(), people: Type.Array(PersonRow) }) },
      },
    },
    async () => ({ known: app.box.people.known, people: app.box.people.all() }),
  )
  app.put(
    '/api/people/:number',
    {
      schema: {
        params: ByNumber,
        body: Type.Object(
          { role: Type.Enum(ROLES), active: Type.Optional(Type.Boolean()), pin: Type.Optional(Pin) },
          closed,
        ),
        ...one,
      },
    },
    async (request) => {
      const by = managerOf(app, request)
      const person = await app.box.people.set(request.params.number, request.body, by)
      app.box.signedOn.closeAll(person.id)
      return person
    },
  )
  app.post(
    '/api/people/:number/badges',
    { schema: { params: ByNumber, body: Type.Object({ code: BadgeCode }, closed), ...one } },
    async (request) => app.box.people.addBadge(request.params.number, request.body.code, managerOf(app, request)),
  )
  app.delete('/api/people/:number/badges', { schema: { params: ByNumber, ...one } }, async (request) => {
    const person = await app.box.people.dropBadges(request.params.number, managerOf(app, request))
    app.box.signedOn.closeAll(person.id)
    return person
  })

  app.post(
    '/api/people/sign-on',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        description: `By number and PIN, or by badge. The token goes into the header ${PERSON_HEADER}; idle for 3 min it ends`,
        body: Type.Object(
          { number: Type.Optional(StaffNumber), pin: Type.Optional(Pin), badge: Type.Optional(BadgeCode) },
          closed,
        ),
        response: { 200: SignOnRow },
      },
    },
    async ({ body: { number, pin, badge } }) => {
      if (badge !== undefined) {
        const person = app.box.people.byBadge(badge)
        if (person === undefined) throw fail('PERSON_WRONG')
        return app.box.signedOn.open(person)
      }
      if (number === undefined || pin === undefined) throw fail('PERSON_WRONG', { place: 'body' })
      return app.box.signedOn.open(await app.box.people.byPin(number, pin))
    },
  )
  app.post(
    '/api/people/sign-off',
    { schema: { response: { 200: Type.Object({ signedOff: Type.Boolean() }) } } },
    async (request) => {
      const token = tokenOf(request)
      if (token !== undefined) app.box.signedOn.close(token)
      return { signedOff: true }
    },
  )
}
