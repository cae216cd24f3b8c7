import { severityRank, wantsAttention } from '@zaojun/core'
import type { CatalogueRule } from '@zaojun/device-profiles'
import type { MaintenanceWindow, Store } from '../store/store.ts'
import type { CloudAlarms } from './cloud-alarms.ts'
import { conditionAt } from './conditions.ts'

const MANY = 500

type Options = {
  store: Store
  alarms: CloudAlarms
  rules: CatalogueRule[]
  everyMs: number
  now(): number
  onFailure(place: string, error: unknown): void
}

/** Looks again and again at how every box stands, and raises what the boxes themselves cannot. */
export class AlarmWatch {
  private readonly options: Options
  private timer: NodeJS.Timeout | undefined
  private running: Promise<void> = Promise.resolve()
  private stopping = false

  constructor(options: Options) {
    this.options = options
  }

  async start(): Promise<void> {
    await this.options.alarms.start()
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
      this.running = this.look()
        .catch((error) => this.options.onFailure('alarm-watch', error))
        .finally(() => {
          if (!this.stopping) this.schedule()
        })
    }, this.options.everyMs)
  }

  /** One look at all boxes. */
  async look(): Promise<void> {
    const { store, now } = this.options
    const windows = await store.maintenance(null)
    for (const { id } of await store.sites()) {
      if (this.stopping) return
      await this.lookAt(id, underMaintenance(windows, id, now()))
    }
  }

  private async lookAt(site: string, quiet: boolean): Promise<void> {
    const { store, alarms, rules, now } = this.options
    for (const standing of await store.boxes(site)) {
      const place = { site, box: standing.id }
      for (const rule of rules) {
        const condition = conditionAt(rule, standing, now(), alarms.lastValue(place, rule.id))
        // People were waiting for at a silent box: nobody can tell whether anybody came.
        const graver = rule.id === 'box-silent' && condition.holds && (await this.hasUnanswered(site, standing.id))
        await alarms.see(place, condition, graver ? 'critical' : rule.severity, quiet, now())
      }
    }
  }

  private async hasUnanswered(site: string, box: string): Promise<boolean> {
    const query = { site, state: 'open' as const, severity: 'major' as const, before: null, raised: null, limit: MANY }
    const open = await this.options.store.alarms(query)
    return open.some(
      ({ source, box: of, entry }) =>
        source === 'box' &&
        of === box &&
        wantsAttention(entry) &&
        severityRank(entry.severity) >= severityRank('major'),
    )
  }
}

export const underMaintenance = (windows: MaintenanceWindow[], site: string, now: number): boolean =>
  windows.some((window) => window.site === site && window.from <= now && now < window.to)
