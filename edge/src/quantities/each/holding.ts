import { type Fact, numberOf, type Quantity, subjectOf, textOf } from '../quantity.ts'

const HOLDING = 'holding'
const SECOND_MS = 1000
const COLD_C = 8
const HOT_C = 60

const degrees = (fact: Fact): number | undefined => numberOf(fact, 'temperature')
const isWarm = (fact: Fact): boolean => {
  const at = degrees(fact)
  return at !== undefined && at > COLD_C && at < HOT_C
}
const isHot = (fact: Fact): boolean => (degrees(fact) ?? Number.NEGATIVE_INFINITY) >= HOT_C

/** Of each dish that is out now: when the run of records began of which all since are `so`. */
function* runs(facts: readonly Fact[], so: (fact: Fact) => boolean): Iterable<{ dish: string; since: number }> {
  for (const [dish, records] of Map.groupBy(facts, (fact) => textOf(fact, 'dish'))) {
    let since: number | undefined
    for (const fact of records) {
      if (textOf(fact, 'step') === 'finished' || !so(fact)) since = undefined
      else since ??= fact.at
    }
    if (since !== undefined) yield { dish, since }
  }
}

const secondsOf = (id: string, so: (fact: Fact) => boolean): Quantity => ({
  id,
  forms: { [HOLDING]: 2 },
  of: (facts, { wall }) =>
    [...runs(facts, so)].map(({ dish, since }) => ({
      subject: subjectOf(dish),
      form: HOLDING,
      value: (wall - since) / SECOND_MS,
    })),
})

/** Seconds a dish has stood between 8 and 60 °C, by each of its temperatures on record since. */
export const timeBetween8And60 = secondsOf('time-between-8-and-60', isWarm)
/** Seconds a dish has been kept at 60 °C or above. */
export const timeHeldHot = secondsOf('time-held-hot', isHot)
