import { fail } from '../errors.ts'

/** How long a query waits for its turn. */
const PATIENCE_MS = 15_000

type Waiting = { go(): void }

/**
 * So many queries at once; the others wait their turn, first come first served. What is asked for beyond that holds up
 * neither the connections nor, with answers that come all together, the event loop: batches need both.
 */
export class Turnstile {
  private free: number
  private readonly waiting: Waiting[] = []

  constructor(places: number) {
    this.free = places
  }

  /** Throws `STORE_SLOW` where no turn came in time. */
  async pass<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.turn()
    try {
      return await work()
    } finally {
      const next = this.waiting.shift()
      if (next === undefined) this.free++
      else next.go()
    }
  }

  private turn(): Promise<void> {
    if (this.free > 0) {
      this.free--
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const waiting = {
        go: () => {
          clearTimeout(timer)
          resolve()
        },
      }
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(waiting), 1)
        reject(fail('STORE_SLOW'))
      }, PATIENCE_MS)
      this.waiting.push(waiting)
    })
  }
}
