import { randomUUID } from 'node:crypto'
import {
  type Alarm,
  type AlarmEntry,
  type AlarmStep,
  alarmState,
  type EscalationPlan,
  isClosed,
  nextCall,
  severityRank,
  type Value,
} from '@zaojun/core'
import type { BoxClock } from '../clock.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Report } from '../report.ts'
import { fail } from './errors.ts'
import { placeOf } from './placements.ts'
import type { ActiveRule } from './rule-setting.ts'

/** What an alarm is about: a device, or a form; `subject` which lot or dish there. */
type About = { device?: string; point?: string; form?: string; subject?: string }
/** Where and at what an alarm is raised. */
export type Cause = About & { rule: ActiveRule; value?: Value | undefined }
type Done = { by?: string; reason?: string }
type Parts = { ledger: Ledger; clock: BoxClock; report: Report; escalation(): EscalationPlan }
export type AlarmListener = (entry: AlarmEntry) => void

const MINUTE_MS = 60_000

/**
 * The alarms that stand, and their life (ISA-18.2). Each step is an entry, on disk at once; listeners hear of it before
 * that, so that what must sound does not wait for a disk. A step that does not fit throws `ALARM_…` and changes nothing.
 */
export class Alarms {
  private readonly parts: Parts
  private readonly standing = new Map<string, Alarm>()
  /** Place → id, while its condition may come back. */
  private readonly places = new Map<string, string>()
  private readonly listeners = new Set<AlarmListener>()
  private written: Promise<unknown> = Promise.resolve()

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** Resolves once every step until now is on disk; rejects where the last could not be written. */
  async onDisk(): Promise<void> {
    await this.written
  }

  /** Takes up what stood when the box stopped. */
  restore(entries: AlarmEntry[]): void {
    for (const entry of entries) this.put(alarmOf(entry))
  }

  onStep(listener: AlarmListener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  all(): Alarm[] {
    return [...this.standing.values()]
  }

  /** The alarm at a place: of a device or a form, and of one subject there. */
  at(rule: string, about: string, subject?: string): Alarm | undefined {
    return this.standing.get(this.places.get(placeOf(rule, about, subject)) ?? '')
  }

  /** The condition holds. An alarm that was not closed yet is raised again. */
  raise({ rule, value, ...where }: Cause, suppressedBy?: string): Alarm {
    const about = where.device ?? where.form
    const before = about === undefined ? undefined : this.at(rule.id, about, where.subject)
    if (before?.active) return before
    const judged = { value: value ?? null, limit: rule.broken.value }
    const excuse = suppressedBy === undefined ? {} : { suppressedBy }
    if (before !== undefined) {
      const again = { ...before, ...judged, ...excuse, active: true, acknowledged: false, times: before.times + 1 }
      return this.step(again, 'raised-again')
    }
    const alarm: Alarm = { ...this.fresh(rule), ...judged, ...excuse, active: true }
    return this.step({ ...alarm, ...where }, 'raised')
  }

  /** What happened once and is over: it stands until somebody acknowledges it. */
  note({ rule, value, ...where }: Cause): Alarm {
    const alarm: Alarm = { ...this.fresh(rule), value: value ?? null, limit: rule.broken.value, active: false }
    return this.step({ ...alarm, ...where }, 'raised')
  }

  /** The condition is gone. */
  clear({ id, ...alarm }: Alarm, reason?: string): void {
    const { suppressedBy: _over, ...rest } = alarm
    this.step({ id, ...rest, active: false }, 'cleared', { reason })
  }

  suppress(alarm: Alarm, suppressedBy: string): void {
    this.step({ ...alarm, suppressedBy }, 'suppressed')
  }

  /** The excuse is over and the condition holds still: it is as if it were raised now. */
  release({ suppressedBy: _over, ...alarm }: Alarm): void {
    this.step({ ...alarm, acknowledged: false }, 'released')
  }

  acknowledge(id: string, done: Done): Alarm {
    const alarm = this.get(id)
    if (alarm.acknowledged) return alarm
    return this.step({ ...alarm, acknowledged: true }, 'acknowledged', done)
  }

  /** Out of sight for so long; it comes back by itself. */
  shelve(id: string, minutes: number, done: Done): Alarm {
    const alarm = this.get(id)
    const { wall } = this.parts.clock.now()
    if (wall === null) throw fail('ALARM_CLOCK', { place: id })
    if (alarm.severity === 'critical') throw fail('ALARM_CRITICAL', { place: id })
    return this.step({ ...alarm, until: wall + minutes * MINUTE_MS }, 'shelved', done)
  }

  unshelve(id: string, done: Done = {}): Alarm {
    const { until, ...alarm } = this.get(id)
    if (until === undefined) throw fail('ALARM_STATE', { name: alarmState(this.get(id)), place: id })
    return this.step({ ...alarm, acknowledged: false }, 'unshelved', done)
  }

  outOfService(id: string, done: Done): Alarm {
    return this.step({ ...this.get(id), outOfService: true }, 'out-of-service', done)
  }

  inService(id: string, done: Done): Alarm {
    const { outOfService, ...alarm } = this.get(id)
    if (outOfService !== true) throw fail('ALARM_STATE', { name: alarmState(this.get(id)), place: id })
    return this.step({ ...alarm, acknowledged: false }, 'in-service', done)
  }

  /** The corrective action is on record; a later one takes its place. */
  corrected(id: string, done: Done & { by: string }): Alarm {
    const alarm = this.correctable(id)
    return this.step({ ...alarm, acknowledged: true, correction: 'recorded', correctedBy: done.by }, 'corrected', done)
  }

  /** Somebody other than who acted looked at it. */
  verified(id: string, done: Done & { by: string }): Alarm {
    const alarm = this.verifiable(id, done.by)
    return this.step({ ...alarm, correction: 'verified' }, 'verified', done)
  }

  /** Throws unless its corrective action can be put on record now. */
  correctable(id: string): Alarm {
    const alarm = this.get(id)
    if (alarm.correction === 'verified') throw fail('ALARM_VERIFIED', { place: id })
    return alarm
  }

  /** Throws unless this person can verify its corrective action now. */
  verifiable(id: string, by: string): Alarm {
    const alarm = this.get(id)
    if (alarm.correction !== 'recorded') throw fail('ALARM_NOT_CORRECTED', { place: id })
    if (alarm.correctedBy === by) throw fail('ALARM_SAME_PERSON', { name: by, place: id })
    return alarm
  }

  /** Brings back what was shelved until now, and calls the next person where nobody acknowledged. */
  review(): void {
    const { wall } = this.parts.clock.now()
    if (wall === null) return
    for (const alarm of this.all()) {
      if (alarm.until !== undefined && alarm.until <= wall) {
        this.unshelve(alarm.id)
        continue
      }
      const call = nextCall(alarm, wall, this.parts.escalation())
      if (call !== undefined) this.step({ ...alarm, ...call }, 'escalated')
    }
  }

  /** Throws `ALARM_UNKNOWN`. */
  get(id: string): Alarm {
    const alarm = this.standing.get(id)
    if (alarm === undefined) throw fail('ALARM_UNKNOWN', { name: id, place: id })
    return alarm
  }

  private fresh({ id: rule, version, severity, advisory }: ActiveRule): Omit<Alarm, 'active'> {
    const weighty = severityRank(severity) >= severityRank('major') && !advisory
    return {
      id: randomUUID(),
      rule,
      ruleVersion: version,
      severity,
      ...(advisory ? { advisory: true as const } : {}),
      acknowledged: false,
      raisedAt: this.parts.clock.now().wall,
      times: 1,
      correction: weighty ? 'due' : 'not-needed',
      level: 0,
    }
  }

  private step(alarm: Alarm, step: AlarmStep, { by, reason }: Done = {}): Alarm {
    this.put(alarm)
    const entry: AlarmEntry = { type: 'alarm', ...alarm, step, state: alarmState(alarm) }
    if (by !== undefined) entry.by = by
    if (reason !== undefined) entry.reason = reason
    for (const listener of this.listeners) this.parts.report.guard('alarms.listener', listener)(entry)
    this.written = this.parts.ledger.append(entry, { urgent: true })
    this.parts.report.watch('alarms.entry', this.written)
    return alarm
  }

  private put(alarm: Alarm): void {
    const { id, rule, device, form, subject } = alarm
    const about = device ?? form
    const place = about === undefined ? undefined : placeOf(rule, about, subject)
    if (isClosed(alarm)) this.standing.delete(id)
    else this.standing.set(id, alarm)
    if (place === undefined) return
    // While only its corrective action is missing, the next time is another alarm.
    if (alarm.active || alarmState(alarm) !== 'normal') this.places.set(place, id)
    else if (this.places.get(place) === id) this.places.delete(place)
  }
}

function alarmOf({ type: _type, step: _step, state: _state, by: _by, reason: _reason, ...alarm }: AlarmEntry): Alarm {
  return alarm
}
