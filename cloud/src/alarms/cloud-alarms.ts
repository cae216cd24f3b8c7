import { randomUUID } from 'node:crypto'
import { type AlarmEntry, type AlarmStep, alarmState, escalationDue, isClosed, type Severity } from '@zaojun/core'
import type { AlarmRecord, Store } from '../store/store.ts'
import type { Condition } from './conditions.ts'

export const MAINTENANCE = 'maintenance'
export type BoxPlace = { site: string; box: string }

/** An alarm's newest step, and its place among the steps. */
type Known = Pick<AlarmRecord, 'entry' | 'seq'>
/** Somebody acknowledges while the watch takes a step: one of them looks again. */
const TRIES = 3

const keyOf = ({ box }: Pick<BoxPlace, 'box'>, rule: string): string => `${box} ${rule}`

/** The alarms of the cloud's own: about boxes that can no longer raise theirs. Each step is on disk before the next, and
 * follows the one that was looked at: of two processes that take one at once, one does. */
export class CloudAlarms {
  private readonly store: Store
  private newest = new Map<string, Known>()

  constructor(store: Store) {
    this.store = store
  }

  /** How they stand in the store: another process may have taken steps, and people acknowledge anywhere. */
  async load(): Promise<void> {
    const records = await this.store.cloudAlarms()
    this.newest = new Map(records.map((record) => [keyOf(record, record.entry.rule), record]))
  }

  /** The value of the rule's last alarm at the box, open or closed. */
  lastValue(place: BoxPlace, rule: string): number | undefined {
    const value = this.newest.get(keyOf(place, rule))?.entry.value
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

  /** Null where it is none of the cloud's own, or not the newest of its rule. */
  async acknowledge({ site, entry: { id } }: AlarmRecord, by: string, now: number): Promise<AlarmEntry | null> {
    for (let tries = 0; tries < TRIES; tries++) {
      const record = await this.store.alarm(site, id)
      if (record === null || record.source !== 'cloud') return null
      if (record.entry.acknowledged) return record.entry
      const entry = await this.step(record, record.entry, 'acknowledged', { acknowledged: true }, now, {
        by,
        after: record.seq,
      })
      if (entry !== null) return entry
    }
    return null
  }

  private openAt(place: BoxPlace, rule: string): AlarmEntry | undefined {
    const alarm = this.newest.get(keyOf(place, rule))?.entry
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
    { by, after = this.newest.get(keyOf(place, alarm.rule))?.seq ?? null }: { by?: string; after?: number | null } = {},
  ): Promise<AlarmEntry | null> {
    const { by: _by, reason: _reason, ...before } = alarm as AlarmEntry
    const next = { ...before, ...change, step }
    const entry: AlarmEntry = { ...next, state: alarmState(next), ...(by === undefined ? {} : { by }) }
    const seq = await this.store.addAlarm(place.site, place.box, entry, after, now)
    if (seq === null) return null
    this.newest.set(keyOf(place, entry.rule), { entry, seq })
    return entry
  }
}
