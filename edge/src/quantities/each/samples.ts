import { dayOf } from '@zaojun/core'
import { DAY_MS, type Fact, HOUR_MS, type Measured, MINUTE_MS, type Quantity, subjectOf, textOf } from '../quantity.ts'

const SERVED = 'dish-served'
const SAMPLE = 'sample-retention'
const DISPOSAL = 'sample-disposal'
const FORMS = { [SERVED]: 3, [SAMPLE]: 3, [DISPOSAL]: 3 }
/** A sample is of this meal if it was taken no sooner than so long before the dish went out. */
const BEFORE_MS = 2 * HOUR_MS
/** A dish that went out so long ago without a sample has none. */
const MISSING_AFTER_MS = 2 * HOUR_MS
/** What went wrong stands for a day. */
const STANDS_MS = DAY_MS

/** Dishes that went out within a day and have no sample yet. */
function withoutSample(facts: readonly Fact[], wall: number): Fact[] {
  const samples = facts.filter(({ form }) => form === SAMPLE)
  return facts.filter(
    (served) =>
      served.form === SERVED &&
      wall - served.at < STANDS_MS &&
      !samples.some(
        (sample) =>
          textOf(sample, 'dish') === textOf(served, 'dish') &&
          sample.at > served.at - BEFORE_MS &&
          sample.at < served.at + STANDS_MS,
      ),
  )
}

/** Minutes since a dish went out without a sample. */
export const sampleDelay: Quantity = {
  id: 'sample-delay',
  forms: FORMS,
  of: (facts, { wall }) =>
    withoutSample(facts, wall).map((fact) => ({
      subject: subjectOf(textOf(fact, 'dish'), `#${fact.seq}`),
      form: SERVED,
      value: (wall - fact.at) / MINUTE_MS,
    })),
}

/** How many dishes of a meal have no sample two hours after they went out. */
export const samplesMissing: Quantity = {
  id: 'samples-missing',
  forms: FORMS,
  of: (facts, { wall, timeZone }) => {
    const late = withoutSample(facts, wall).filter(({ at }) => wall - at >= MISSING_AFTER_MS)
    const meals = Map.groupBy(late, (fact) => subjectOf(dayOf(timeZone, fact.at), textOf(fact, 'meal')))
    return [...meals].map(([subject, dishes]) => ({ subject, form: SERVED, value: dishes.length }))
  },
}

/** For how many hours a sample that was done away with had been kept. */
export const sampleHoursKept: Quantity = {
  id: 'sample-hours-kept',
  forms: FORMS,
  of: (facts, { wall }) =>
    facts
      .filter(({ form, at }) => form === DISPOSAL && wall - at < STANDS_MS)
      .flatMap((disposal): Measured[] => {
        const sample = sampleOf(disposal, facts)
        if (sample === undefined) return []
        const subject = subjectOf(textOf(disposal, 'dish'), `#${disposal.seq}`)
        return [{ subject, form: DISPOSAL, value: (disposal.at - sample.at) / HOUR_MS }]
      }),
}

/** The one its duty names, else the oldest of that dish that was still there. */
function sampleOf(disposal: Fact, facts: readonly Fact[]): Fact | undefined {
  const earlier = facts.filter(({ form, at }) => form === SAMPLE && at <= disposal.at)
  const named = earlier.find(({ seq }) => textOf(disposal, 'duty') === `${DISPOSAL}@${seq}`)
  if (named !== undefined) return named
  const dish = textOf(disposal, 'dish')
  const gone = facts.filter(({ form, at, seq }) => form === DISPOSAL && at <= disposal.at && seq < disposal.seq)
  const before = gone.filter((fact) => textOf(fact, 'dish') === dish).length
  return earlier.filter((sample) => textOf(sample, 'dish') === dish)[before]
}
