const FIRST_MS = 500
const LONGEST_MS = 30_000

/**
 * Milliseconds to wait before attempt `attempt` (1, 2, …): doubles from 0.5 s to 30 s, and `random` (0…1) spreads
 * it over the upper half so that many clients do not come back at once.
 */
export function backOffMs(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16))
  return Math.round(ceiling / 2 + (ceiling / 2) * random)
}
