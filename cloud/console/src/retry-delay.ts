const FIRST_RETRY_MS = 1_000
export const LONGEST_RETRY_MS = 30_000

/** Full jitter between half and all of the capped doubling step: `random` is 0 … 1. */
export function retryDelayMs(attempt: number, random: number): number {
  const step = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt, 10))
  return step / 2 + (random * step) / 2
}
