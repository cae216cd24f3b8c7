import type { Quality } from '@zaojun/core'

export type FlagMeaning = { quality: Quality; reason?: string }

/**
 * What the flag beside a value (HJ 212-2017, table 9) makes of it. Over its range a value says that it is at least so
 * much: uncertain, and kept. Entered by hand it is what somebody believed: uncertain, and kept; the origin of a reading
 * is that of its bus. While the unit is serviced, calibrated, stopped, faulty or cut off from its probe it measures
 * something else: bad, without a value.
 */
export const DATA_FLAGS: Readonly<Record<string, FlagMeaning>> = {
  N: { quality: 'good' },
  T: { quality: 'uncertain', reason: 'over-range' },
  S: { quality: 'uncertain', reason: 'entered-by-hand' },
  M: { quality: 'bad', reason: 'maintenance' },
  C: { quality: 'bad', reason: 'calibrating' },
  F: { quality: 'bad', reason: 'stopped' },
  D: { quality: 'bad', reason: 'unit-fault' },
  B: { quality: 'bad', reason: 'probe-no-answer' },
}

const UNKNOWN: FlagMeaning = { quality: 'bad', reason: 'unknown-flag' }

/** A flag that nobody explained spoils the value; no flag at all does not. */
export function meaningOf(flag: string | undefined, own: Record<string, FlagMeaning> = {}): FlagMeaning {
  if (flag === undefined || flag === '') return { quality: 'good' }
  return own[flag] ?? DATA_FLAGS[flag] ?? UNKNOWN
}
