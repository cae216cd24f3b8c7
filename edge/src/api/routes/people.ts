import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Id } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import type { Box } from '../../gateway/box.ts'
import { fail } from '../../people/errors.ts'
import { BadgeCode, Pin, StaffNumber } from '../../people/people.ts'
import { ACTS, ROLES } from '../../people/roles.ts'
import { managerOf, PERSON_HEADER, signedOn, tokenOf } from '../actor.ts'

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
const PeopleRow = Type.Object({
  known: Type.Boolean({ description: 'Whoever writes has to sign on' }),
  people: Type.Array(PersonRow),
  acts: Type.Record(Type.String(), Type.Enum(ROLES), { description: 'The least role each act takes' }),
})
const SignOnRow = Type.Object({ token: Type.String(), person: PersonRow })

export const peopleRow = ({ people }: Box): Static<typeof PeopleRow> => ({
  known: people.known,
  people: people.all(),
  acts: ACTS,
})

export const peopleRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const one = { response: { 200: PersonRow } }

  app.get('/api/people', { schema: { response: { 200: PeopleRow } } }, async () => peopleRow(app.box))
  app.get(
    '/api/people/me',
    { schema: { description: 'Whose token it is; keeps it for another 3 min', ...one } },
    async (request) => {
      const person = signedOn(app, tokenOf(request))
      if (person === undefined) throw fail('PERSON_NEEDED')
      return person
    },
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
    {
      schema: {
        description: 'Without `code` it is the next one a reader reads, within 30 s; that one stands in no entry',
        params: ByNumber,
        body: Type.Object({ code: Type.Optional(BadgeCode) }, closed),
        ...one,
      },
    },
    async (request, reply) => {
      const { number } = request.params
      const by = managerOf(app, request)
      const left = new AbortController()
      reply.raw.once('close', () => left.abort())
      const code = request.body.code ?? (await app.box.badgeWait.next(left.signal))
      return app.box.people.addBadge(number, code, by)
    },
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
    async ({ body: { number, pin, badge } }, reply) => {
      if (badge !== undefined) {
        const person = app.box.people.byBadge(badge)
        if (person === undefined) throw fail('PERSON_WRONG')
        return app.box.signedOn.open(person)
      }
      if (number === undefined || pin === undefined) throw fail('PERSON_WRONG', { place: 'body' })
      const waitMs = app.box.people.waitMs(number)
      if (waitMs > 0) reply.header('retry-after', Math.ceil(waitMs / 1000))
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
