/** A log that was restarted signs as `log-…/2`, then `log-…/3`: six digits at most. */
const GENERATION = /\/([2-9]|[1-9][0-9]{1,5})$/

/** `log-…/2` is the second; without a number it is the first. */
export const generationOf = (log: string): number => Number(GENERATION.exec(log)?.[1] ?? 1)

/** The name under which a log began. */
export const firstNameOf = (log: string): string => log.replace(GENERATION, '')

/** The name under which a log is, or was, in that generation. */
export const nameIn = (log: string, generation: number): string =>
  generation === 1 ? firstNameOf(log) : `${firstNameOf(log)}/${generation}`
