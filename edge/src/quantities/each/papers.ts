import { daysUntilEndOf, newestOf, type Quantity, subjectOf, textOf } from '../quantity.ts'

const CERTIFICATE = 'health-certificate'
const LICENCE = 'licence'
/** Health certificates hold for a year, licences for five. */
const CERTIFICATE_DAYS = 730
const LICENCE_DAYS = 3650

/** Of each person's newest certificate. The date is personal: it is judged, and stands nowhere in the clear. */
export const certificateDaysLeft: Quantity = {
  id: 'certificate-days-left',
  forms: { [CERTIFICATE]: CERTIFICATE_DAYS },
  of: (facts, now) =>
    newestOf(facts, (fact) => textOf(fact, 'person')).flatMap((fact) => {
      const value = daysUntilEndOf(fact.data.expires, now)
      if (value === undefined) return []
      return [{ subject: subjectOf(textOf(fact, 'person')), form: CERTIFICATE, value, withheld: true as const }]
    }),
}

/** Of the newest paper of each sort and number. */
export const licenceDaysLeft: Quantity = {
  id: 'licence-days-left',
  forms: { [LICENCE]: LICENCE_DAYS },
  of: (facts, now) =>
    newestOf(facts, (fact) => textOf(fact, 'what')).flatMap((fact) => {
      const value = daysUntilEndOf(fact.data['valid-until'], now)
      const subject = subjectOf(textOf(fact, 'what'), textOf(fact, 'number'))
      return value === undefined ? [] : [{ subject, form: LICENCE, value }]
    }),
}
