import { createHash } from 'node:crypto'
import type { AlarmEntry, Registry } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import type { BoxClock } from '../clock.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Points } from '../points/points.ts'
import type { Report } from '../report.ts'
import { Alarms } from './alarms.ts'
import { Chatter } from './chatter.ts'
import { EscalationSettings } from './escalation.ts'
import { AlarmOverview } from './overview.ts'
import { RuleSettings } from './rule-settings.ts'
import type { Surroundings } from './surroundings.ts'
import { KeptWaits } from './waits.ts'
import { Watcher } from './watcher.ts'

/** How often time alone is looked at: what waits, what is silent, what is shelved. */
const TICK_MS = 500

export type AlarmingParts = {
  ledger: Ledger
  clock: BoxClock
  report: Report
  points: Points
  catalogue: Catalogue
  surroundings: Surroundings
  registry(): Registry
  /** Whether the units of a device are within reach. */
  reachable(device: string): boolean
  meta: Record<string, string>
}

/** Rules, what they judge, and the alarms that follow. */
export class Alarming {
  readonly alarms: Alarms
  readonly settings: RuleSettings
  readonly escalation: EscalationSettings
  readonly watcher: Watcher
  readonly overview: AlarmOverview
  private readonly chatter: Chatter
  private readonly parts: AlarmingParts
  private readonly undo: (() => void)[] = []
  private force: string | undefined

  constructor(parts: AlarmingParts) {
    this.parts = parts
    this.escalation = new EscalationSettings(parts.ledger, parts.clock, parts.meta)
    this.alarms = new Alarms({ ...parts, escalation: () => this.escalation.plan() })
    this.settings = new RuleSettings(parts.ledger, parts.clock, parts.meta)
    const rule = (id: string) => this.watcher.rule(id)
    this.chatter = new Chatter({ ...parts, alarms: this.alarms, rule })
    this.overview = new AlarmOverview({ ...parts, alarms: this.alarms, rule })
    const waits = new KeptWaits(parts, parts.meta)
    this.watcher = new Watcher({ ...parts, alarms: this.alarms, waits, chatter: this.chatter })
  }

  start(standing: AlarmEntry[]): void {
    const { points, report, registry } = this.parts
    this.alarms.restore(standing)
    this.watcher.start()
    this.chatter.start()
    this.undo.push(this.overview.start())
    const timer = setInterval(
      report.guard('alarms.tick', () => {
        this.watcher.tick()
        this.alarms.review()
        this.chatter.review()
        this.overview.review()
      }),
      TICK_MS,
    )
    this.undo.push(
      () => clearInterval(timer),
      points.onLive((point) => this.watcher.see(point)),
      this.settings.onChange(() => this.follow(registry())),
    )
  }

  stop(): void {
    this.watcher.keepWaits()
    for (const undo of this.undo.splice(0)) undo()
  }

  /** A condition the box itself knows of: its alarm stands while it holds. */
  stand(id: string, about: { device: string } | { form: string }, holds: boolean): void {
    const alarm = this.alarms.at(id, 'device' in about ? about.device : about.form)
    if (holds === (alarm?.active ?? false)) return
    const rule = this.watcher.rule(id)
    if (holds && rule !== undefined) this.alarms.raise({ rule, ...about, value: true })
    else if (alarm !== undefined) this.alarms.clear(alarm)
  }

  follow(registry: Registry): void {
    this.watcher.follow(registry, this.settings.all())
    this.overview.follow()
    this.force = undefined
  }

  /** SHA-256 (hex) of the rules in force, for the head of a batch. */
  digest(): string {
    this.force ??= createHash('sha256').update(JSON.stringify(this.watcher.inForce())).digest('hex')
    return this.force
  }
}
