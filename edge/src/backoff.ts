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

  /**
   * How long to wait after one more failure, ms: between half the ceiling and the ceiling; where the other side asked for at
   * least `askedMs`, that or up to half as much more, for not all to come back at once. Never more than the cap for that.
   */
  next(askedMs = 0): number {
    const ceiling = Math.min(this.capMs, this.firstMs * 2 ** Math.min(this.failures, 30))
    this.failures++
    const [own, asked] = [ceiling * (0.5 + this.random() / 2), askedMs * (1 + this.random() / 2)]
    return Math.round(Math.max(own, Math.min(this.capMs, asked)))
  }

  reset(): void {
    this.failures = 0
  }
}
