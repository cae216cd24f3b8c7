import { Repeating } from '../repeating.ts'
import type { Store } from '../store/store.ts'
import { DueHours, EVERYTHING, FROM_THE_START, type HourOfSeries } from './due.ts'

/** Hours recomputed in one go; between goes ingest and queries have their turn. */
const HOURS_AT_ONCE = 200

type Options = {
  store: Store
  intervalMs: number
  /** An hour in progress is recomputed this often. */
  openHourMs: number
  /** UTC ms. */
  now(): number
  onFailure(place: string, error: unknown): void
}

/** Goes once through what is marked and due, as it comes. */
export async function rollUpDue(store: Pick<Store, 'rollUp'>, due = EVERYTHING, isEnough = () => false): Promise<void> {
  for (let after: HourOfSeries | null = FROM_THE_START; after !== null && !isEnough(); )
    after = (await store.rollUp(HOURS_AT_ONCE, { due, after })).next
}

/** Recomputes hours that ingest marked, off the ingest path. */
export class RollupJob {
  private readonly repeating: Repeating

  constructor({ store, intervalMs, openHourMs, now, onFailure }: Options) {
    const hours = new DueHours({ intervalMs, openHourMs })
    const work = () => rollUpDue(store, hours.next(now()), () => this.repeating.stopping)
    this.repeating = new Repeating({ place: 'rollup', everyMs: intervalMs, work, onFailure })
  }

  start(): void {
    this.repeating.start()
  }

  stop(): Promise<void> {
    return this.repeating.stop()
  }
}
