import { dayAfter, wallAt } from '@zaojun/core'

/** A record as it matters here. `data` holds its personal values too, in memory only. Times are wall ms. */
export type Fact = { seq: number; form: string; at: number; data: Record<string, unknown> }

/**
 * What a quantity is now of one thing. `subject` names that thing (a lot, a dish), `form` the record it rests on.
 * `withheld`: it follows from something personal and is judged, but never written down.
 */
export type Measured = { subject: string; form: string; value: number | boolean; withheld?: true }

/** By whose clock days are counted. */
export type Now = { wall: number; timeZone: string }

/** Worked out anew from what was recorded; nothing of it is kept. `forms` are those it rests on, with the days each matters. */
export type Quantity = {
  id: string
  forms: Readonly<Record<string, number>>
  of(facts: readonly Fact[], now: Now): Measured[]
}

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
const LONGEST_SUBJECT = 120

export const textOf = ({ data }: Fact, field: string): string => {
  const value = data[field]
  return typeof value === 'string' ? value.trim() : ''
}
export const numberOf = ({ data }: Fact, field: string): number | undefined => {
  const value = data[field]
  return typeof value === 'number' ? value : undefined
}

/** Several words as one subject. */
export const subjectOf = (...words: string[]): string =>
  words
    .filter((word) => word !== '')
    .join(' · ')
    .slice(0, LONGEST_SUBJECT)

/** Days until the end of a local day such as `2027-03-31`: 0 at that midnight, less after it. Undefined where it is no day. */
export function daysUntilEndOf(day: unknown, { wall, timeZone }: Now): number | undefined {
  if (typeof day !== 'string' || Number.isNaN(Date.parse(day))) return undefined
  return (wallAt(timeZone, dayAfter(day, 1), '00:00') - wall) / DAY_MS
}

/** The last fact of each thing, by what `keyOf` names it. `facts` come oldest first. */
export const newestOf = (facts: Iterable<Fact>, keyOf: (fact: Fact) => string): Fact[] => [
  ...new Map([...facts].map((fact) => [keyOf(fact), fact])).values(),
]
