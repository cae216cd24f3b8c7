import type { FastifyInstance, FastifyRequest } from 'fastify'
import { fail } from '../people/errors.ts'
import { ACTS, type Act, mayDo } from '../people/roles.ts'
import { fail as loginFail } from './login.ts'
import { ADMIN, hasSession } from './session.ts'

export const PERSON_HEADER = 'x-zaojun-person'
/** Acts that are somebody's word: the login's holder says whose. */
const SIGNED: readonly Act[] = ['record', 'verify', 'consent']

/** Whose token it is. Its use keeps it a while longer. */
export function signedOn(app: FastifyInstance, token: string | undefined) {
  const id = token === undefined ? undefined : app.box.signedOn.use(token)
  const person = id === undefined ? undefined : app.box.people.get(id)
  return person?.active === true ? person : undefined
}

/** Of whoever signed on at the screen that asks. */
export const tokenOf = (request: FastifyRequest): string | undefined => {
  const token = request.headers[PERSON_HEADER]
  return typeof token === 'string' ? token : undefined
}

/**
 * Who does this, to be written into the entry. Where nobody is registered, whoever the login's holder says it is
 * (`said`). Throws `LOGIN_NEEDED`, `PERSON_NEEDED`, `PERSON_NOT_ALLOWED`, `PERSON_OTHER`.
 */
export function actorOf(app: FastifyInstance, request: FastifyRequest, act: Act, said?: string): string {
  if (!app.box.people.known) {
    if (!hasSession(app, request)) throw loginFail('LOGIN_NEEDED')
    if (said === undefined && SIGNED.includes(act)) throw fail('PERSON_NEEDED', { place: 'body/by' })
    return said ?? ADMIN
  }
  const person = signedOn(app, tokenOf(request))
  if (person === undefined) throw fail('PERSON_NEEDED')
  if (!mayDo(person.role, act)) throw fail('PERSON_NOT_ALLOWED', { name: ACTS[act], place: act })
  if (said !== undefined && said !== person.id) throw fail('PERSON_OTHER', { place: 'body/by' })
  return person.id
}

/** The second who signs: `said` where nobody is registered, else whose token it is. Throws `PERSON_NEEDED`, `PERSON_SAME`. */
export function secondOf(app: FastifyInstance, first: string, said: string | undefined): string {
  const second = app.box.people.known ? signedOn(app, said)?.id : said
  if (second === undefined) throw fail('PERSON_NEEDED', { place: 'body/second' })
  if (second === first) throw fail('PERSON_SAME', { place: 'body/second' })
  return second
}

/** For what comes with a record, as a photo does: a login, or somebody signed on. */
export const needsSomebody =
  (app: FastifyInstance) =>
  async (request: FastifyRequest): Promise<void> => {
    if (!hasSession(app, request) && signedOn(app, tokenOf(request)) === undefined) throw loginFail('LOGIN_NEEDED')
  }

/** For managing people: a manager, or the box's own login. */
export function managerOf(app: FastifyInstance, request: FastifyRequest): string {
  return hasSession(app, request) ? ADMIN : actorOf(app, request, 'people')
}
