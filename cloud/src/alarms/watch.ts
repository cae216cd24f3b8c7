import { type Severity, wantsAttention } from '@zaojun/core'
import type { CatalogueRule } from '@zaojun/device-profiles'
import { Repeating } from '../repeating.ts'
import type { BoxStanding, MaintenanceWindow, Store } from '../store/store.ts'
import type { Turn } from '../turn.ts'
import type { BoxPlace, CloudAlarms } from './cloud-alarms.ts'
import { conditionAt } from './conditions.ts'

const MANY = 500
/** Of thousands of sites each asked for by itself a look would cost more than the batches. */
const SITES_AT_ONCE = 250

type Options = {
  store: Store
  alarms: CloudAlarms
  rules: CatalogueRule[]
  turn: Turn
  everyMs: number
  now(): number
  onFailure(place: string, error: unknown): void
}

/** Looks again and again at how every box stands, and raises what the boxes themselves cannot. */
export class AlarmWatch {
  private readonly options: Options
  private readonly repeating: Repeating<void>

  constructor(options: Options) {
    const { everyMs, onFailure } = options
    this.options = options
    this.repeating = new Repeating({ place: 'alarm-watch', everyMs, work: () => this.lookAtAll(), onFailure })
  }

  start(): void {
    this.repeating.start()
  }

  /** Looks now rather than when its time comes. */
  wake(): void {
    this.repeating.wake()
  }

  stop(): Promise<void> {
    return this.repeating.stop()
  }

  /** One look at all boxes; nothing where another process does it. */
  look(): Promise<void> {
    return this.repeating.once()
  }

  private async lookAtAll(): Promise<void> {
    const { store, alarms, turn, now } = this.options
    if (!(await turn.mine())) return
    await alarms.load()
    const windows = await store.maintenance(null)
    for (let after: number | null = 0; after !== null; ) {
      const { sites, next } = await store.standings({ after, limit: SITES_AT_ONCE })
      for (const { site, boxes } of sites) {
        if (this.repeating.stopping || !(await turn.mine())) return
        await this.lookAt(site, boxes, underMaintenance(windows, site, now()))
      }
      after = next
    }
  }

  private async lookAt(site: string, boxes: BoxStanding[], quiet: boolean): Promise<void> {
    const { alarms, rules, now } = this.options
    for (const standing of boxes) {
      const place = { site, box: standing.id }
      for (const rule of rules) {
        const condition = conditionAt(rule, standing, now(), alarms.lastValue(place, rule.id))
        await alarms.see(place, condition, () => this.severityOf(rule, place), quiet, now())
      }
    }
  }

  /** A box that fell silent with an alarm unanswered is graver: nobody can tell whether anybody came. */
  private async severityOf(rule: CatalogueRule, { site, box }: BoxPlace): Promise<Severity> {
    return rule.id === 'box-silent' && (await this.hasUnanswered(site, box)) ? 'critical' : rule.severity
  }

  private async hasUnanswered(site: string, box: string): Promise<boolean> {
    const query = { site, state: 'open' as const, severity: 'major' as const, before: null, raised: null, limit: MANY }
    const open = await this.options.store.alarms(query)
    return open.some(({ source, box: of, entry }) => source === 'box' && of === box && wantsAttention(entry))
  }
}

export const underMaintenance = (windows: MaintenanceWindow[], site: string, now: number): boolean =>
  windows.some((window) => window.site === site && window.from <= now && now < window.to)
