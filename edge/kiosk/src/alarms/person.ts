const PREFIX = 'person-'

/** The pseudonym a staff number signs with, as weighing does it. */
export const personOf = (number: string): string => `${PREFIX}${number}`
export const numberOf = (person: string): string => (person.startsWith(PREFIX) ? person.slice(PREFIX.length) : person)
