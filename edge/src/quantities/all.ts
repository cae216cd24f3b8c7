import { timeBetween8And60, timeHeldHot } from './each/holding.ts'
import { certificateDaysLeft, licenceDaysLeft } from './each/papers.ts'
import { sampleDelay, sampleHoursKept, samplesMissing } from './each/samples.ts'
import { daysToExpiry, fifoViolation } from './each/stock.ts'
import type { Quantity } from './quantity.ts'

/** What the box works out from records: each as `QUANTITIES` of the catalogue declares it. */
export const BOX_QUANTITIES: readonly Quantity[] = [
  daysToExpiry,
  fifoViolation,
  certificateDaysLeft,
  licenceDaysLeft,
  sampleDelay,
  samplesMissing,
  sampleHoursKept,
  timeBetween8And60,
  timeHeldHot,
]
