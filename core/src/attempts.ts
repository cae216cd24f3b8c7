/** Failures allowed within the window; then the key waits until the oldest falls out of it. */
export type AttemptLimit = { failures: number; windowMs: number }
const MAX_KEYS = 10_000

/** Counts failures by key (an address, an address and an account) in a sliding window. Bounded in memory. */
export class Attempts {
  private readonly failures = new Map<string, number[]>()
  private readonly limit: AttemptLimit
  private readonly now: () => number

  constructor(limit: AttemptLimit, now: () => number) {
    this.limit = limit
    this.now = now
  }

  /** Ms to wait before `key` may try again; 0 if it may now. */
  waitMs(key: string): number {
    const recent = this.recent(key)
    const oldest = recent[recent.length - this.limit.failures]
    return oldest === undefined ? 0 : oldest + this.limit.windowMs - this.now()
  }

  failed(key: string): void {
    const recent = this.recent(key)
    this.failures.delete(key)
    this.failures.set(key, [...recent.slice(1 - this.limit.failures), this.now()])
    const eldest = this.failures.keys().next()
    if (this.failures.size > MAX_KEYS && !eldest.done) this.failures.delete(eldest.value)
  }

  succeeded(key: string): void {
    this.failures.delete(key)
  }

  private recent(key: string): number[] {
    const since = this.now() - this.limit.windowMs
    return (this.failures.get(key) ?? []).filter((at) => at > since)
  }
}
