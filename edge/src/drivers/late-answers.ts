/** How often it is looked whether a late answer has come. */
const CHECK_MS = 10

/**
 * Units that left a question unanswered. Where an answer does not say which question it answers, one that comes after
 * its time must not pass for that of the next: whoever owes one is given as long again before it is asked.
 */
export class LateAnswers<Unit> {
  /** Until when its answer may still come, monotonic ms. */
  private readonly owing = new Map<Unit, number>()

  owes(unit: Unit, until: number): void {
    this.owing.set(unit, until)
  }

  /** Whether it owed one, which is settled now. */
  settle(unit: Unit): boolean {
    return this.owing.delete(unit)
  }

  keep(stays: (unit: Unit) => boolean): void {
    for (const unit of this.owing.keys()) if (!stays(unit)) this.owing.delete(unit)
  }

  /** Waits for those that could be mistaken, until something is heard or their time is over. */
  async wait(mistaken: (unit: Unit) => boolean, now: () => number, heardAt: () => number): Promise<void> {
    const asked = now()
    let until = asked
    for (const [unit, mayCome] of this.owing) {
      if (!mistaken(unit)) continue
      this.owing.delete(unit)
      until = Math.max(until, mayCome)
    }
    while (now() < until && heardAt() < asked) {
      const rest = Math.max(1, Math.min(CHECK_MS, until - now()))
      await new Promise((done) => setTimeout(done, rest))
    }
  }
}
