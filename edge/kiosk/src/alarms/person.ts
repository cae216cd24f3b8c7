import type { By } from '../box/client.ts'
import { canAct, known, people } from '../people/signed-on.ts'

const PREFIX = 'person-'

/** The pseudonym a staff number signs with while nobody is registered. */
export const personOf = (number: string): string => `${PREFIX}${number}`
/** In whose name: the number keyed in, or, where people sign on, whose sign-on it is. */
export const byOf = (number: string): By => (known.value ? {} : { by: personOf(number) })
/** Whether it is clear, or will be asked, in whose name an act would stand. */
export const signable = (number: string): boolean => canAct.value && (known.value || number !== '')
/** The staff number behind what stands in an entry; the pseudonym itself where nobody here has it. */
export const numberOf = (person: string): string =>
  people.value.people.find(({ id }) => id === person)?.number ??
  (person.startsWith(PREFIX) ? person.slice(PREFIX.length) : person)
