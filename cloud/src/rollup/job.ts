import type { Store } from '../store/store.ts'

/** Hours recomputed in one go; between goes ingest and queries have their turn. */
const HOURS_AT_ONCE = 200

type Options = { store: Store; intervalMs: number; onFailure(place: string, error: unknown): void }

/** Recomputes hours that ingest marked, off the ingest path. */
export class RollupJob {
  private readonly options: Options
  private timer: NodeJS.Timeout | undefined
  private running: Promise<void> = Promise.resolve()
  private stopping = false

  constructor(options: Options) {
    this.options = options
  }

  start(): void {
    this.stopping = false
    this.schedule()
  }

  async stop(): Promise<void> {
    this.stopping = true
    clearTimeout(this.timer)
    await this.running
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      this.running = this.runOnce()
        .catch((error) => this.options.onFailure('rollup', error))
        .finally(() => {
          if (!this.stopping) this.schedule()
        })
    }, this.options.intervalMs)
  }

  /** Goes through all that is marked when it begins. */
  private async runOnce(): Promise<void> {
    let left = await this.options.store.dirtyHours()
    while (left > 0 && !this.stopping) {
      const done = await this.options.store.rollUp(Math.min(HOURS_AT_ONCE, left))
      left = done === 0 ? 0 : left - done
    }
  }
}
