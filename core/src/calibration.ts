import Type, { type Static } from 'typebox'
import { Id } from './words.ts'

const closed = { additionalProperties: false }

/** What the channel read and what the reference instrument said at the same moment, in the channel's unit of measure. */
export const CalibrationPoint = Type.Object({ read: Type.Number(), reference: Type.Number() }, closed)
export type CalibrationPoint = Static<typeof CalibrationPoint>

export const CALIBRATION_METHODS = ['offset', 'two-point'] as const

/**
 * How one channel of one unit is corrected, written once: a correction of a correction is a new calibration, and the
 * newest of a channel is in force. `offset` has one point, `two-point` two. Readings carry its id.
 */
export const Calibration = Type.Object(
  {
    id: Id,
    unit: Id,
    channel: Type.String({ minLength: 1, maxLength: 64 }),
    method: Type.Enum(CALIBRATION_METHODS),
    /** `read` is the value before any correction. */
    points: Type.Array(CalibrationPoint, { minItems: 1, maxItems: 2 }),
    /** Number of the certificate or of the reference instrument. */
    certificate: Type.Optional(Type.String({ maxLength: 120 })),
    /** The last day it counts, in the site's time zone: `2027-03-31`. */
    due: Type.Optional(Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' })),
    by: Id,
    /** Wall ms; null where the box did not know the time. */
    at: Type.Union([Type.Integer(), Type.Null()]),
  },
  closed,
)
export type Calibration = Static<typeof Calibration>

/** corrected = read × gain + offset. */
export type Correction = { id: string; gain: number; offset: number }

/** The correction a calibration stands for; undefined where its points give none (two equal readings, a gain of 0). */
export function correctionOf({ id, method, points }: Calibration): Correction | undefined {
  const [first, second] = points
  if (first === undefined || (second === undefined) !== (method === 'offset')) return undefined
  if (second === undefined) return { id, gain: 1, offset: first.reference - first.read }
  const gain = (second.reference - first.reference) / (second.read - first.read)
  if (!Number.isFinite(gain) || gain === 0) return undefined
  return { id, gain, offset: first.reference - first.read * gain }
}

/** The noise of binary fractions is taken off. */
const tidied = (value: number): number => Number(value.toPrecision(12)) + 0

export const corrected = ({ gain, offset }: Correction, read: number): number => tidied(read * gain + offset)
/** What was read before the correction. */
export const uncorrected = ({ gain, offset }: Correction, value: number): number => tidied((value - offset) / gain)

/** The newest calibration of each channel of a unit. */
export function calibrationsInForce(calibrations: readonly Calibration[], unit: string): Map<string, Calibration> {
  return new Map(calibrations.filter((each) => each.unit === unit).map((each) => [each.channel, each]))
}

/** Whether it has run out on `today` (`2027-04-01`, in the site's time zone). */
export const isOverdue = ({ due }: Pick<Calibration, 'due'>, today: string): boolean => due !== undefined && today > due
