import { isDeepStrictEqual } from 'node:util'
import { type Device, type Registry, seriesKey } from '@zaojun/core'
import { type Catalogue, type CatalogueRule, deviceRules, type Watch } from '@zaojun/device-profiles'
import type { BoxClock } from '../clock.ts'
import type { LivePoint, Points } from '../points/points.ts'
import type { Alarms } from './alarms.ts'
import type { Chatter } from './chatter.ts'
import { Judge } from './judge.ts'
import { breaks } from './limit.ts'
import { activeRules, type Placement, placements } from './placements.ts'
import type { ActiveRule, RuleSetting } from './rule-setting.ts'
import type { Surroundings } from './surroundings.ts'
import { KEPT_WAIT_SECONDS, type KeptWaits } from './waits.ts'

const SECOND_MS = 1000

type Placed = Placement & { judge: Judge; point?: string }
export type WatcherParts = {
  alarms: Alarms
  points: Points
  surroundings: Surroundings
  catalogue: Pick<Catalogue, 'kinds' | 'rules'>
  clock: BoxClock
  waits: KeptWaits
  chatter: Chatter
  /** Whether the units of a device are within reach. */
  reachable(device: string): boolean
}
export type RuleFace = Pick<CatalogueRule, 'title' | 'advice'> & { unit?: string; document: string }
/** What devices tell of or people record, by the names of its fields. */
export type Told = {
  device?: string
  kind?: string
  event?: string
  form?: string
  data: Record<string, unknown>
  /** Personal fields: judged, and never written into an alarm. */
  withheld?: string[]
}

/** Holds every rule against what comes in, and raises and clears alarms. */
export class Watcher {
  private readonly parts: WatcherParts
  private readonly rules: CatalogueRule[]
  private active: ActiveRule[] = []
  private readonly placed = new Map<string, Placed>()
  private readonly bySeries = new Map<string, Placed[]>()
  /** What only time breaks. */
  private timed: Placed[] = []
  /** Device → when it was last within reach. */
  private readonly reachedAt = new Map<string, number>()
  /** Silence is counted from here at the earliest: a box that just started heard nobody yet. */
  private startedAt = 0

  constructor(parts: WatcherParts) {
    this.parts = parts
    const written = [...parts.catalogue.rules.values()]
    this.rules = [...written, ...deviceRules(parts.catalogue.kinds.values(), written)]
  }

  /** Every rule there is, whether or not it is in force here. */
  all(): readonly CatalogueRule[] {
    return this.rules
  }

  /** Those in force at this site. */
  inForce(): readonly ActiveRule[] {
    return this.active
  }

  /** What the rules in force are called. */
  faces(): Record<string, RuleFace> {
    return Object.fromEntries(
      this.active.map(({ id, title, advice, broken: { unit }, citation: { document } }) => [
        id,
        { title, document, ...(advice === undefined ? {} : { advice }), ...(unit === undefined ? {} : { unit }) },
      ]),
    )
  }

  /** A rule in force; undefined where it does not hold here. */
  rule(id: string): ActiveRule | undefined {
    return this.active.find((rule) => rule.id === id)
  }

  places(): readonly Placement[] {
    return [...this.placed.values()]
  }

  start(): void {
    this.startedAt = this.parts.clock.mono()
  }

  /** Called at start and after every change of the registry or of what the site decided about a rule. */
  follow(registry: Registry, settings: ReadonlyMap<string, RuleSetting>): void {
    this.active = activeRules(this.rules, registry, settings)
    const before = new Map(this.placed)
    this.placed.clear()
    for (const placement of placements(this.active, registry, this.parts.catalogue)) {
      const kept = before.get(placement.key)
      before.delete(placement.key)
      const same = kept !== undefined && isDeepStrictEqual(kept.rule, placement.rule)
      this.placed.set(placement.key, { ...placement, ...this.judgeOf(placement, same ? kept.judge : undefined) })
    }
    this.index()
    for (const { rule, device } of before.values()) this.withdraw(rule.id, device.id)
    for (const placed of this.placed.values()) this.recall(placed)
  }

  /** A new value of a point. */
  see({ reading, mono }: LivePoint): void {
    for (const placed of this.bySeries.get(seriesKey(reading.device, reading.point)) ?? []) {
      placed.judge.see(reading, mono)
      this.decide(placed, mono)
    }
  }

  /** What happened or was recorded, once: it is judged as it comes. */
  hear(told: Told): void {
    for (const rule of this.active) {
      if (!concerns(rule.watch, told)) continue
      const field = 'field' in rule.watch ? rule.watch.field : ''
      const found = told.data[field]
      if (!breaks(rule.broken, found)) continue
      const value = told.withheld?.includes(field) ? undefined : found
      const { device, form } = told
      this.parts.alarms.note({
        rule,
        value,
        ...(device === undefined ? {} : { device }),
        ...(form === undefined ? {} : { form }),
      })
    }
  }

  /** Time passes: what waits is decided, what is silent is counted. */
  tick(): void {
    const now = this.parts.clock.mono()
    for (const placed of this.timed) {
      const { rule, device, judge } = placed
      const value = 'silence' in rule.watch ? this.silenceOf(device, now) : this.unreachableOf(device, now)
      judge.see({ value, quality: 'good' }, now)
      this.decide(placed, now)
    }
    for (const placed of this.placed.values()) if (placed.point !== undefined) this.decide(placed, now)
    this.keepWaits()
  }

  /** So that a restart goes on waiting. */
  keepWaits(): void {
    this.parts.waits.keep(this.running())
  }

  private *running(): Iterable<[string, number]> {
    for (const { key, rule, judge } of this.placed.values())
      if (judge.waitingSince !== undefined && (rule.forSeconds ?? 0) >= KEPT_WAIT_SECONDS)
        yield [key, judge.waitingSince]
  }

  private decide({ judge, rule, device, point }: Placed, mono: number): void {
    const { alarms, surroundings, points, chatter } = this.parts
    const steady = chatter.steadySeconds(rule.id, device.id)
    const { active, value, suppressedBy } = judge.verdict(mono, surroundings.of(rule, device), steady)
    const alarm = alarms.at(rule.id, device.id)
    if (active !== (alarm?.active ?? false)) {
      if (point !== undefined) points.keep(device.id, point)
      if (active) {
        alarms.raise({ rule, device: device.id, value, ...(point === undefined ? {} : { point }) }, suppressedBy)
        chatter.raised(rule.id, device.id)
      } else if (alarm !== undefined) alarms.clear(alarm)
    } else if (active && alarm !== undefined && suppressedBy !== alarm.suppressedBy) {
      if (suppressedBy === undefined) alarms.release(alarm)
      else alarms.suppress(alarm, suppressedBy)
    }
  }

  private judgeOf({ key, rule, device }: Placement, kept: Judge | undefined): { judge: Judge; point?: string } {
    const active = this.parts.alarms.at(rule.id, device.id)?.active ?? false
    const brokenSince = this.parts.waits.since(key)
    const judge = kept ?? new Judge(rule, { active, ...(brokenSince === undefined || active ? {} : { brokenSince }) })
    return 'point' in rule.watch ? { judge, point: rule.watch.point } : { judge }
  }

  private index(): void {
    this.bySeries.clear()
    this.timed = []
    for (const placed of this.placed.values()) {
      const { watch } = placed.rule
      if ('silence' in watch || 'unreachable' in watch) this.timed.push(placed)
      if (placed.point === undefined) continue
      const key = seriesKey(placed.device.id, placed.point)
      this.bySeries.set(key, [...(this.bySeries.get(key) ?? []), placed])
    }
  }

  /** What is known already is judged at once by a rule that was not there before. */
  private recall({ judge, device, point }: Placed): void {
    const last = point === undefined ? undefined : this.parts.points.newest(device.id, point)
    if (last !== undefined) judge.see(last.reading, last.mono)
  }

  /** A rule that holds no more, or a device that is gone, raises nothing any longer. */
  private withdraw(rule: string, device: string): void {
    const alarm = this.parts.alarms.at(rule, device)
    if (alarm?.active) this.parts.alarms.clear(alarm, 'rule-withdrawn')
  }

  /** Seconds since the device last gave a good value of each quantity it is there for: a probe that broke is silent too. */
  private silenceOf({ id, kind, points }: Device, now: number): number {
    const bound = Object.keys(points)
    const spec = this.parts.catalogue.kinds.get(kind)?.points
    const main = bound.filter((point) => spec?.[point]?.main === true && spec[point].value === 'number')
    const heard = (point: string) => this.parts.points.lastGood(id, point) ?? Number.NEGATIVE_INFINITY
    const last = main.length > 0 ? Math.min(...main.map(heard)) : Math.max(...bound.map(heard))
    return (now - Math.max(this.startedAt, last)) / SECOND_MS
  }

  /** Seconds since the units of a device were within reach. */
  private unreachableOf({ id }: Device, now: number): number {
    if (this.parts.reachable(id)) this.reachedAt.set(id, now)
    return (now - (this.reachedAt.get(id) ?? this.startedAt)) / SECOND_MS
  }
}

function concerns(watch: Watch, { kind, event, form, data }: Told): boolean {
  if ('event' in watch) {
    if (event !== watch.event || kind === undefined || !watch.kinds.includes(kind)) return false
  } else if (!('form' in watch) || form !== watch.form) return false
  return Object.entries(watch.where ?? {}).every(([field, wanted]) => [wanted].flat().includes(data[field] as string))
}
