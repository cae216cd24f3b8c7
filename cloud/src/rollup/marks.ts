import type { Block } from '../ingest/block.ts'
import { HOUR_MS, HOUR_UNKNOWN } from '../ingest/decoded.ts'
import { LONGEST_HOLD_MS } from './hour.ts'

/** The hours of series that a block changes: its own, and the next where its last readings may hold on into it. */
export function* marksOf({ hour, t1, series }: Pick<Block, 'hour' | 't1' | 'series'>): Generator<[number, number]> {
  if (hour === HOUR_UNKNOWN) return
  const holdsOn = t1 + LONGEST_HOLD_MS > (hour + 1) * HOUR_MS
  for (const number of series) {
    yield [number, hour]
    if (holdsOn) yield [number, hour + 1]
  }
}
