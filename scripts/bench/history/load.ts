import { rollUpDue } from '../../../cloud/src/rollup/job.ts'
import { SealingJob } from '../../../cloud/src/sealing/job.ts'
import type { IngestRequest, Store } from '../../../cloud/src/store/store.ts'
import { EVERY_MS, Kitchen, rounds, SERIES_A_SITE } from './history.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Batches between the generator and the store at once. */
const IN_FLIGHT = 48
/** Roll-ups and sealing run in between, as they do beside live ingest. */
const ROLL_UP_MS = 6 * HOUR_MS
/** Sealing a little after the day has settled: late batches of the bench come within the hour. */
const SEAL_MS = DAY_MS

export type Clock = { now: number }
export type Spent = { loading: number; rollups: number; sealing: number }

/** Kitchens whose history is loaded through the store's own ingest, in the order of time over all of them. */
export class Loader {
  readonly kitchens: Kitchen[] = []
  readonly spent: Spent = { loading: 0, rollups: 0, sealing: 0 }
  private readonly store: Store
  private readonly clock: Clock
  private readonly start: number
  private readonly before: number
  private readonly job: SealingJob
  private rolledUp: number
  private sealed: number

  /** `before`: kitchens that the store holds already. */
  constructor(store: Store, clock: Clock, start: number, before = 0) {
    this.store = store
    this.before = before
    this.clock = clock
    this.start = start
    this.rolledUp = start
    this.sealed = start
    const now = () => this.clock.now
    const onFailure = (_place: string, error: unknown) => {
      throw error
    }
    this.job = new SealingJob({ store, afterHours: 24, everyMs: DAY_MS, now, onFailure })
  }

  async enrol(sites: number): Promise<void> {
    while (this.kitchens.length < sites) {
      const kitchen = new Kitchen(this.before + this.kitchens.length + 1, this.start)
      await kitchen.enrol(this.store, this.start)
      this.kitchens.push(kitchen)
    }
  }

  /** `samples` readings of each series of the kitchens, from the start; `told` as often as it settles. */
  async load(samples: number, told: (readings: number) => void = () => {}): Promise<void> {
    const { kitchens } = this
    const underWay = new Set<Promise<unknown>>()
    this.clock.now = this.rolledUp = this.sealed = this.start
    let [done, started] = [0, performance.now()]
    for (const points of rounds(samples)) {
      for (const kitchen of kitchens) {
        await this.room(underWay, IN_FLIGHT)
        this.send(kitchen.next(points), underWay)
      }
      done += points
      this.clock.now = this.start + done * EVERY_MS
      if (this.clock.now - this.rolledUp < ROLL_UP_MS) continue
      await this.room(underWay, 1)
      this.spent.loading += performance.now() - started
      await this.settle()
      told(done * kitchens.length * SERIES_A_SITE)
      started = performance.now()
    }
    await this.room(underWay, 1)
    this.spent.loading += performance.now() - started
    this.clock.now = this.start + samples * EVERY_MS
    await this.settle()
  }

  private send(request: IngestRequest, underWay: Set<Promise<unknown>>): void {
    const sent = this.store.ingest(request).then(({ status }) => {
      if (status !== 'stored') throw new Error(`batch ${request.batch.n} is ${status}`)
    })
    underWay.add(sent)
    sent.finally(() => underWay.delete(sent)).catch(() => {})
  }

  private async room(underWay: Set<Promise<unknown>>, most: number): Promise<void> {
    while (underWay.size >= most) await Promise.race(underWay)
  }

  /** Rolls up what is marked, and seals the days that have settled. */
  async settle(): Promise<void> {
    const started = performance.now()
    this.rolledUp = this.clock.now
    await rollUpDue(this.store)
    const rolledUp = performance.now()
    this.spent.rollups += rolledUp - started
    if (this.clock.now - this.sealed < SEAL_MS) return
    this.sealed = this.clock.now
    await this.job.runOnce()
    this.spent.sealing += performance.now() - rolledUp
  }

  /** Seals all but the last 24 h: the clock stands past the hour in which late batches are waited for. */
  async sealRest(): Promise<void> {
    await this.settle()
    await this.job.runOnce()
  }
}
