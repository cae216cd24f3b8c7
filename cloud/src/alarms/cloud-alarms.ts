import { randomUUID } from 'node:crypto'
import { type AlarmEntry, type AlarmStep, alarmState, escalationDue, isClosed, type Severity } from '@zaojun/core'
import type { AlarmRecord, Store } from '../store/store.ts'
import type { Condition } from './conditions.ts'

export const MAINTENANCE = 'maintenance'
export type BoxPlace = { site: string; box: string }

const keyOf = ({ box }: Pick<BoxPlace, 'box'>, rule: string): string => `${box} ${rule}`

/** The alarms of the cloud's own: about boxes that can no longer raise theirs. Each step is on disk before the next. */
export class CloudAlarms {
  private readonly store: Store
  private readonly newest = new Map<string, AlarmEntry>()

  constructor(store: Store) {
    this.store = store
  }

  async start(): Promise<void> {
    for (const record of await this.store.cloudAlarms()) this.newest.set(keyOf(record, record.entry.rule), record.entry)
  }

  /** The value of the rule's last alarm at the box, open or closed. */
  lastValue(place: BoxPlace, rule: string): number | undefined {
    const value = this.newest.get(keyOf(place, rule))?.value
    return typeof value === 'number' ? value : undefined
  }

  /** What the rule says of the box now. `severity` is asked for when it is raised. `quiet`: the site is under maintenance. */
  async see(
    place: BoxPlace,
    condition: Condition,
    severity: () => Promise<Severity>,
    quiet: boolean,
    now: number,
  ): Promise<void> {
    const { rule, value, holds, counted } = condition
    const open = this.openAt(place, rule.id)
    if (holds && open?.active !== true) await this.raise(place, condition, await severity(), quiet, now)
    else if (open?.active === true && (counted || !holds))
      await this.step(place, open, 'cleared', counted ? { active: false } : { active: false, value }, now)
    else if (open !== undefined) await this.age(place, open, quiet, now)
  }

  /** Null where it is none of the cloud's own. */
  async acknowledge(record: AlarmRecord, by: string, now: number): Promise<AlarmEntry | null> {
    const alarm = this.newest.get(keyOf(record, record.entry.rule))
    if (record.source !== 'cloud' || alarm?.id !== record.entry.id) return null
    if (alarm.acknowledged) return alarm
    return this.step(record, alarm, 'acknowledged', { acknowledged: true }, now, by)
  }

  private openAt(place: BoxPlace, rule: string): AlarmEntry | undefined {
    const alarm = this.newest.get(keyOf(place, rule))
    return alarm === undefined || isClosed(alarm) ? undefined : alarm
  }

  private async raise(
    place: BoxPlace,
    { rule, value }: Condition,
    severity: Severity,
    quiet: boolean,
    now: number,
  ): Promise<void> {
    const again = this.openAt(place, rule.id)
    const fresh: Omit<AlarmEntry, 'step' | 'state'> = {
      type: 'alarm',
      id: again?.id ?? `cloud-${randomUUID()}`,
      rule: rule.id,
      ruleVersion: rule.version,
      severity,
      active: true,
      acknowledged: false,
      raisedAt: now,
      times: (again?.times ?? 0) + 1,
      value,
      limit: Number(rule.broken.value),
      correction: 'not-needed',
      level: 0,
      ...(quiet ? { suppressedBy: MAINTENANCE } : {}),
    }
    await this.step(place, fresh, again === undefined ? 'raised' : 'raised-again', {}, now)
  }

  private async age(place: BoxPlace, open: AlarmEntry, quiet: boolean, now: number): Promise<void> {
    if (quiet !== (open.suppressedBy === MAINTENANCE)) {
      const { suppressedBy: _, ...bare } = open
      // What comes out of maintenance is as if it were raised now: people have not seen it yet.
      const next = quiet ? { ...open, suppressedBy: MAINTENANCE } : { ...bare, raisedAt: now }
      await this.step(place, next, quiet ? 'suppressed' : 'released', {}, now)
    } else if (escalationDue(open, now)) await this.step(place, open, 'escalated', { level: open.level + 1 }, now)
  }

  private async step(
    place: BoxPlace,
    alarm: Omit<AlarmEntry, 'step' | 'state'>,
    step: AlarmStep,
    change: Partial<AlarmEntry>,
    now: number,
    by?: string,
  ): Promise<AlarmEntry> {
    const { by: _by, reason: _reason, ...before } = alarm as AlarmEntry
    const next = { ...before, ...change, step }
    const entry: AlarmEntry = { ...next, state: alarmState(next), ...(by === undefined ? {} : { by }) }
    await this.store.addAlarm(place.site, place.box, entry, now)
    this.newest.set(keyOf(place, entry.rule), entry)
    return entry
  }
}
