import { loggedIn } from '../../box/session.ts'
import { asSomebody } from '../../people/somebody.ts'

/** The installer's login does it alone: the first manager has nobody to ask. Undefined where nobody came forward. */
export const asManager = <Answer>(work: () => Promise<Answer>): Promise<Answer | undefined> =>
  loggedIn.value ? work() : asSomebody('people', work)
