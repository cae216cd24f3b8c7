import type { BoxRange } from '@zaojun/core'
import { eachSite } from '../each-site.ts'
import { HOUR_MS } from '../ingest/decoded.ts'
import { Repeating } from '../repeating.ts'
import { dayStarts } from '../rollup/days.ts'
import { DAY_MS } from '../sealing/chunk.ts'
import { DerivedTurns } from '../sealing/derived-turns.ts'
import type { Store } from '../store/store.ts'
import type { Policy } from './policy.ts'

type Options = {
  store: Store
  /** Where a site has none of its own. */
  policy: Policy
  everyMs: number
  now(): number
  onFailure(place: string, error: unknown): void
}
type Site = { no: number; id: string; timeZone: string; policy: Policy }

/** Takes away what the policies of sites keep no longer, in short steps; each is on record and in the log. */
export class RetentionJob {
  private readonly options: Options
  private readonly repeating: Repeating<void>
  private readonly turns: DerivedTurns

  constructor(options: Options) {
    this.options = options
    const { store, now, everyMs, onFailure } = options
    this.turns = new DerivedTurns(store, now)
    this.repeating = new Repeating({ place: 'retention', everyMs, work: () => this.removeDue(), onFailure })
  }

  start(): void {
    this.repeating.start()
  }

  stop(): Promise<void> {
    return this.repeating.stop()
  }

  /** A site that another works on is left to it. */
  runOnce(): Promise<void> {
    return this.repeating.once()
  }

  private async removeDue(): Promise<void> {
    const { store } = this.options
    const given = {
      ready: () => store.ready(),
      stopping: () => this.repeating.stopping,
      onFailure: (error: unknown) => this.options.onFailure('retention', error),
    }
    await eachSite(await store.siteNumbers(), given, async ({ no, id }) => {
      const policy = (await store.retention(id)) ?? this.options.policy
      const { readingsDays, hourlyDays, envelopesDays, recordsDays } = policy
      if (Math.max(readingsDays, hourlyDays, envelopesDays, recordsDays) === 0) return
      await this.turns.take(no, async () => {
        const timeZone = (await store.site(id))?.timeZone ?? 'UTC'
        const site = { no, id, timeZone, policy: { readingsDays, hourlyDays, envelopesDays, recordsDays } }
        await this.removeReadings(site)
        await this.foldHours(site)
        await this.removeEnvelopes(site)
      })
    })
  }

  private under({ no, id, policy }: Site) {
    return { turn: this.turns.of(no), siteId: id, policy }
  }

  /** Whole UTC days, the oldest first, once their hours are summed and nothing of them waits to be sealed. */
  private async removeReadings(site: Site): Promise<void> {
    const { store, now } = this.options
    const { readingsDays } = site.policy
    if (readingsDays === 0) return
    const before = Math.floor(now() / DAY_MS) - readingsDays
    while (!this.repeating.stopping) {
      const day = await store.oldestDay({ site: site.no, before })
      if (day === null || !(await store.daySettled({ site: site.no, day }))) return
      if (!(await store.removeDay({ ...this.under(site), day }))) return
    }
  }

  /** Hours become days of the site's zone once the readings behind them are gone. */
  private async foldHours(site: Site): Promise<void> {
    const { store, now } = this.options
    const { hourlyDays } = site.policy
    if (hourlyDays === 0) return
    const kept = await store.keptFrom(site.id)
    const cut = Math.min(kept.readings, now() - hourlyDays * DAY_MS)
    while (!this.repeating.stopping) {
      const hour = await store.oldestHour({ site: site.no })
      if (hour === null) return
      const [start = 0, end = Number.POSITIVE_INFINITY] = dayStarts(site.timeZone, hour * HOUR_MS, hour * HOUR_MS + 1)
      if (end > cut) return
      if (!(await store.foldDay({ ...this.under(site), start, end }))) return
    }
  }

  private async removeEnvelopes(site: Site): Promise<void> {
    const { store, now } = this.options
    const { envelopesDays, recordsDays } = site.policy
    for (const { no: box, id: boxId, reported } of await store.boxNumbers({ site: site.no })) {
      const pending = reported === null ? [] : ((JSON.parse(reported) as BoxRange).pending as [number, number][])
      for (const [days, plain] of [
        [envelopesDays, true],
        [recordsDays, false],
      ] as const) {
        const before = now() - days * DAY_MS
        const step = () => store.removeEnvelopes({ ...this.under(site), box, boxId, before, plain, pending })
        for (let looked: number | null = days === 0 ? 0 : 1; looked !== null && looked > 0; ) {
          if (this.repeating.stopping) return
          looked = await step()
        }
      }
    }
  }
}
