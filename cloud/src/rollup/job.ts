import { Repeating } from '../repeating.ts'
import type { Store } from '../store/store.ts'

/** Hours recomputed in one go; between goes ingest and queries have their turn. */
const HOURS_AT_ONCE = 200

type Options = { store: Store; intervalMs: number; onFailure(place: string, error: unknown): void }

/** Recomputes hours that ingest marked, off the ingest path. */
export class RollupJob {
  private readonly store: Store
  private readonly repeating: Repeating

  constructor({ store, intervalMs, onFailure }: Options) {
    this.store = store
    this.repeating = new Repeating({ place: 'rollup', everyMs: intervalMs, work: () => this.runOnce(), onFailure })
  }

  start(): void {
    this.repeating.start()
  }

  stop(): Promise<void> {
    return this.repeating.stop()
  }

  /** Goes through all that is marked when it begins. */
  private async runOnce(): Promise<void> {
    let left = await this.store.gatherDirty()
    while (left > 0 && !this.repeating.stopping) {
      const done = await this.store.rollUp(Math.min(HOURS_AT_ONCE, left))
      left = done === 0 ? 0 : left - done
    }
  }
}
