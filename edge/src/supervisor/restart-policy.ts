const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
/** A child that ran this long before it failed starts the back-off anew. */
const RAN_WELL_MS = 60_000

export type SafeModeRule = { failures: number; withinMs: number }

/** When to start a failed child again, and whether in safe mode. Times are monotonic ms. */
export class RestartPolicy {
  #failures: number[] = []
  #inARow = 0
  readonly #rule: SafeModeRule | undefined

  constructor(rule: SafeModeRule | undefined) {
    this.#rule = rule
  }

  /** Notes a failure at `now` of a child started at `startedAt`. `random` is 0…1. */
  afterFailure(startedAt: number, now: number, random: number): { waitMs: number; safeMode: boolean } {
    this.#inARow = now - startedAt >= RAN_WELL_MS ? 1 : this.#inARow + 1
    const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(this.#inARow - 1, 16))
    const rule = this.#rule
    if (rule === undefined) return { waitMs: ceiling / 2 + (ceiling / 2) * random, safeMode: false }
    this.#failures = [...this.#failures.filter((at) => now - at < rule.withinMs), now].slice(-rule.failures)
    const safeMode = this.#failures.length >= rule.failures
    return { waitMs: ceiling / 2 + (ceiling / 2) * random, safeMode }
  }
}
