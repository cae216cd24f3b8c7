/** So many callers are remembered, the newest: one who was forgotten begins with a full bucket. */
const MOST_CALLERS = 1024

type Bucket = { left: number; at: number }

/** A token bucket for each caller. */
export class Rate {
  private readonly perSecond: number
  private readonly burst: number
  private readonly now: () => number
  private readonly buckets = new Map<string, Bucket>()

  /** `now` is monotonic ms. */
  constructor(perSecond: number, burst: number, now: () => number) {
    this.perSecond = perSecond
    this.burst = burst
    this.now = now
  }

  /** False where this caller has asked too often. */
  takes(caller: string): boolean {
    const now = this.now()
    const { left, at } = this.buckets.get(caller) ?? { left: this.burst, at: now }
    const filled = Math.min(this.burst, left + ((now - at) / 1000) * this.perSecond)
    this.buckets.delete(caller)
    this.buckets.set(caller, { left: filled < 1 ? filled : filled - 1, at: now })
    const [oldest] = this.buckets.keys()
    if (this.buckets.size > MOST_CALLERS && oldest !== undefined) this.buckets.delete(oldest)
    return filled >= 1
  }
}
