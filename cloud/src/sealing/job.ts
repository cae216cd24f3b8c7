import { eachSite } from '../each-site.ts'
import { HOUR_MS } from '../ingest/decoded.ts'
import { Repeating } from '../repeating.ts'
import type { SiteDay } from '../store/entities/chunks.ts'
import type { SealingStore } from '../store/sealing.ts'
import type { Store } from '../store/store.ts'
import { DerivedTurns } from './derived-turns.ts'
import { Pace } from './pace.ts'

/** A day is let alone while batches with its readings keep coming. */
const QUIET_MS = HOUR_MS
/** Points packed in one go; between goes ingest and queries have their turn. */
const POINTS_AT_ONCE = 40_000
const FIRST_SERIES = 16
const MOST_SERIES = 500
/** How long one transaction that takes segments away should last. */
const DROP_MS = 25
const FIRST_BATCHES = 4
const MOST_BATCHES = 2_000

type Options = {
  store: SealingStore & Pick<Store, 'ready'>
  /** A UTC day is sealed so long after its end. */
  afterHours: number
  everyMs: number
  now(): number
  sealed?(what: Sealed): void
  onFailure(place: string, error: unknown): void
}
/** `bytes`: of the chunks written. */
export type Sealed = { points: number; segments: number; bytes: number }

/** Merges the small segments of days that are over into large chunks, a site and UTC day at a time, off the ingest path. */
export class SealingJob {
  private readonly options: Options
  private readonly repeating: Repeating<Sealed>
  private readonly turns: DerivedTurns

  constructor(options: Options) {
    this.options = options
    const { store, now, everyMs, onFailure } = options
    this.turns = new DerivedTurns(store, now)
    this.repeating = new Repeating({ place: 'sealing', everyMs, work: () => this.seal(), onFailure })
  }

  start(): void {
    this.repeating.start()
  }

  stop(): Promise<void> {
    return this.repeating.stop()
  }

  /** Seals all that is settled now. A site that another works on is left to it. */
  runOnce(): Promise<Sealed> {
    return this.repeating.once()
  }

  private async seal(): Promise<Sealed> {
    const { store, now } = this.options
    const total: Sealed = { points: 0, segments: 0, bytes: 0 }
    const given = {
      ready: () => store.ready(),
      stopping: () => this.repeating.stopping,
      onFailure: (error: unknown) => this.options.onFailure('sealing', error),
    }
    await eachSite(await store.siteNumbers(), given, async ({ no: site }) => {
      const before = Math.floor((now() - this.options.afterHours * HOUR_MS) / HOUR_MS)
      if ((await this.nextDay(site, -1, before)) === null) return
      await this.turns.take(site, async () => {
        for (let day = await this.nextDay(site, -1, before); day !== null && !this.repeating.stopping; ) {
          const sealed = await this.sealDay({ site, day })
          total.points += sealed.points
          total.segments += sealed.segments
          total.bytes += sealed.bytes
          day = await this.nextDay(site, day, before)
        }
      })
    })
    return total
  }

  private async nextDay(site: number, after: number, before: number): Promise<number | null> {
    // Whole days only: the last one that ended before `before`.
    const end = Math.floor(before / 24) * 24
    return this.options.store.oldestUnsealed({ site, after, before: end })
  }

  /** First all of the day's segments are put into chunks, then those that were there at the beginning go. */
  private async sealDay({ site, day }: SiteDay): Promise<Sealed> {
    const { store, now } = this.options
    const total: Sealed = { points: 0, segments: 0, bytes: 0 }
    const { newest, batches } = await store.unsealedBatches({ site, day })
    if (newest > now() - QUIET_MS) return total
    const numbers = await store.seriesNumbers({ site })
    const series = new Pace(FIRST_SERIES, MOST_SERIES)
    for (let start = 0, size = 0; start < numbers.length; start += size) {
      if (this.repeating.stopping) return total
      size = series.size
      const sealed = await store.packedSeries({ site, day, series: numbers.slice(start, start + size) })
      series.took(sealed.points, POINTS_AT_ONCE)
      if (sealed.chunks.length === 0) continue
      if (!(await store.saveChunks({ turn: this.turns.of(site), site, day, sealed }))) return total
      total.points += sealed.points
      total.segments += sealed.segments
      total.bytes += sealed.chunks.reduce((sum, { body }) => sum + body.length, 0)
    }
    const drops = new Pace(FIRST_BATCHES, MOST_BATCHES)
    for (let start = 0, size = 0; start < batches.length; start += size) {
      size = drops.size
      const begun = performance.now()
      const some = batches.slice(start, start + size)
      if (!(await store.dropSegments({ turn: this.turns.of(site), batches: some }))) return total
      drops.took(performance.now() - begun, DROP_MS)
    }
    this.options.sealed?.(total)
    return total
  }
}
