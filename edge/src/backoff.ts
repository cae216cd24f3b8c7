/** Capped, jittered back-off: full jitter over an exponentially growing ceiling. */
export class Backoff {
  private readonly firstMs: number
  private readonly capMs: number
  private readonly random: () => number
  private failures = 0

  constructor(firstMs: number, capMs: number, random: () => number) {
    this.firstMs = firstMs
    this.capMs = capMs
    this.random = random
  }

  /** How long to wait after one more failure, ms: between half the ceiling and the ceiling. */
  next(): number {
    const ceiling = Math.min(this.capMs, this.firstMs * 2 ** Math.min(this.failures, 30))
    this.failures++
    return Math.round(ceiling * (0.5 + this.random() / 2))
  }

  reset(): void {
    this.failures = 0
  }
}
