import type { RuleRow } from '../box/shapes.ts'
import type { Amounts } from '../device/amount.ts'

/** What is judged by here: as the rule is written, moved by what the site decided. */
export function effective({ setting, broken, forSeconds = 0, severity }: RuleRow) {
  return {
    value: setting?.value ?? broken.value,
    forSeconds: setting?.forSeconds ?? forSeconds,
    severity: setting?.severity ?? severity,
  }
}

/** Whether the site moved it off what is written. */
export const isChanged = ({ setting }: RuleRow): boolean =>
  setting !== undefined &&
  (['enabled', 'value', 'forSeconds', 'severity', 'confirmed'] as const).some((each) => setting[each] !== undefined)

/** A trial reads the values of a point, and compares a number. */
export const isTriable = ({ watch, broken }: RuleRow): boolean => 'point' in watch && typeof broken.value !== 'string'

/** So many presses lead from a limit to either end. */
const PRESSES = 40
/** A press moves a limit by about this part of it. */
const PART = 16

/** The range in which a limit is tried: round steps around it, never below nothing but for temperatures. */
export function amountsAround(limit: number, { unit }: { unit?: string | undefined }): Amounts {
  const aim = Math.abs(limit) / PART || 0.5
  const size = 10 ** Math.floor(Math.log10(aim))
  const step = unit === 's' ? secondsStep(limit) : ([5, 2, 1].find((times) => times * size <= aim) ?? 1) * size
  const least = limit - PRESSES * step
  return { min: unit === 'Cel' || limit < 0 ? least : Math.max(0, least), max: limit + PRESSES * step, step }
}

const secondsStep = (limit: number): number => (limit >= 3_600 ? 600 : limit >= 120 ? 60 : 5)
