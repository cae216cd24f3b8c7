/**
 * How a current value is to be looked at now. The cloud keeps the last reading as it was; here its age joins in:
 * a good reading that nothing has followed for longer than a point may be silent is no current value any more.
 */
export type Freshness = 'good' | 'uncertain' | 'bad' | 'stale' | 'silent'

const LONGEST_SILENCE_S = 300
/** What a batch needs to be sealed and arrive, on top of the silence a point is allowed. */
const TRANSPORT_ALLOWANCE_MS = 90_000

export function freshnessOf(
  reading: { quality: string; at: number | null },
  nowMs: number,
  longestSilenceSeconds = LONGEST_SILENCE_S,
): Freshness {
  if (reading.quality === 'bad' || reading.quality === 'stale') return reading.quality
  const silent = reading.at !== null && nowMs - reading.at > longestSilenceSeconds * 1000 + TRANSPORT_ALLOWANCE_MS
  if (silent) return 'silent'
  return reading.quality === 'uncertain' ? 'uncertain' : 'good'
}

/** Bad, stale or silent: not to be relied on now. */
export const needsAttention = (freshness: Freshness): boolean =>
  freshness === 'bad' || freshness === 'stale' || freshness === 'silent'
