import type { Reading } from '@zaojun/core'

/** How a point is recorded (design 6). `deadband` in the point's unit; silence in ms. */
export type RecordingPolicy = { deadband: number; longestSilenceMs: number }
export const DEFAULT_POLICY: RecordingPolicy = { deadband: 0, longestSilenceMs: 300_000 }

/** What was recorded last: the reading and its monotonic ms. */
export type Recorded = { reading: Reading; mono: number }

/**
 * True when a sample must be recorded: the first, a change beyond the deadband from the last *recorded* value,
 * any change of quality, reason or calibration, and at the latest when the longest silence is over.
 */
export function mustRecord(
  policy: RecordingPolicy,
  last: Recorded | undefined,
  reading: Reading,
  mono: number,
): boolean {
  if (last === undefined) return true
  if (last.reading.quality !== reading.quality || last.reading.reason !== reading.reason) return true
  if (last.reading.calibration !== reading.calibration) return true
  if (mono - last.mono >= policy.longestSilenceMs) return true
  const before = last.reading.value
  const now = reading.value
  if (typeof before === 'number' && typeof now === 'number') return Math.abs(now - before) > policy.deadband
  return before !== now
}
