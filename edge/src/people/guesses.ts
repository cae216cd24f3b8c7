const FREE_GUESSES = 5
const WINDOW_MS = 5 * 60_000
const MOST_KEPT = 1000

/** Counts what was guessed wrong for each number: after a few a number waits. */
export class Guesses {
  private readonly now: () => number
  private readonly wrong = new Map<string, { times: number; since: number }>()

  /** `now`: monotonic ms. */
  constructor(now: () => number) {
    this.now = now
  }

  /** How long until the number may be tried again; 0 where it may. */
  waitMs(number: string): number {
    const held = this.wrong.get(number)
    if (held === undefined) return 0
    const left = held.since + WINDOW_MS - this.now()
    if (left <= 0) this.wrong.delete(number)
    return left > 0 && held.times >= FREE_GUESSES ? left : 0
  }

  failed(number: string): void {
    const held = this.wrong.get(number)
    if (held !== undefined) {
      held.times++
      return
    }
    const [oldest] = this.wrong.keys()
    if (this.wrong.size >= MOST_KEPT && oldest !== undefined) this.wrong.delete(oldest)
    this.wrong.set(number, { times: 1, since: this.now() })
  }

  forget(number: string): void {
    this.wrong.delete(number)
  }
}
