import { type Registry, seriesKey, type Value } from '@zaojun/core'
import type { Catalogue, Interlock } from '@zaojun/device-profiles'
import type { Alarming } from '../alarms/index.ts'
import type { Surroundings } from '../alarms/surroundings.ts'
import type { BoxClock } from '../clock.ts'
import type { Commands } from '../gateway/commands.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { LivePoint, Points } from '../points/points.ts'
import type { Sight } from '../points/sight.ts'
import type { Report } from '../report.ts'
import { type CheckState, checksOf, refuseUnready, tick } from './commissioning.ts'
import { fail } from './errors.ts'
import { type Instance, instancesOf } from './instances.ts'
import { InterlockAtWork, type Turn } from './interlock-at-work.ts'
import { META_KEY, type Memory, type ModeDecision, readMemory } from './memory.ts'
import { type Now, nowOf, type Supposed } from './simulation.ts'
import { type Weakening, weakenedBy } from './weakening.ts'

/** Countdowns, orders that do not show, rooms that nobody speaks of any more. */
const TICK_MS = 250
const SECOND_MS = 1000
const UNCONFIRMED_RULE = 'interlock-unconfirmed'
const WEAKENED_RULE = 'interlock-weakened'
/** A proof test waits so long for every target to show it. */
const PROOF_TEST_MS = 15_000

export type InterlockParts = {
  catalogue: Catalogue
  /** Declared by this site, beside those of the catalogue. */
  declared: ReadonlyMap<string, Interlock>
  commands: Commands
  points: Points
  sight: Sight
  surroundings: Surroundings
  stand: Alarming['stand']
  clock: BoxClock
  ledger: Ledger
  report: Report
  meta: Record<string, string>
}

/**
 * The interlocks of the kitchen. They look at values as they arrive and order before anything is written; each step is
 * an entry. They depend on nothing but the drivers.
 */
export class Interlocks {
  private readonly parts: InterlockParts
  private readonly memory: Memory
  private readonly works = new Map<string, InterlockAtWork>()
  private readonly bySeries = new Map<string, Set<InterlockAtWork>>()
  private readonly listeners = new Set<(work: InterlockAtWork) => void>()
  private readonly undo: (() => void)[] = []
  private witnesses = new Set<string>()

  constructor(parts: InterlockParts) {
    this.parts = parts
    this.memory = readMemory(parts.meta)
  }

  start(): void {
    const { points, report } = this.parts
    const timer = setInterval(
      report.guard('interlocks.tick', () => this.decideAll()),
      TICK_MS,
    )
    this.undo.push(
      () => clearInterval(timer),
      points.onLive((point) => this.see(point)),
    )
  }

  stop(): void {
    for (const undo of this.undo.splice(0)) undo()
    for (const { drivings } of this.works.values()) for (const driving of drivings) driving.end()
  }

  onChange(listener: (work: InterlockAtWork) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  all(): InterlockAtWork[] {
    return [...this.works.values()]
  }

  /** Throws `INTERLOCK_UNKNOWN`. */
  get(key: string): InterlockAtWork {
    const work = this.works.get(key)
    if (work === undefined) throw fail('INTERLOCK_UNKNOWN', { name: key, place: key })
    return work
  }

  decisionOf = (key: string): ModeDecision | undefined => this.memory.modes[key]
  testOf = (key: string): Memory['tests'][string] | undefined => this.memory.tests[key]

  /** Called at start and after every change of the registry. What is tripped stays tripped. */
  follow(registry: Registry): void {
    const before = new Map(this.works)
    this.works.clear()
    for (const instance of this.instances(registry)) {
      const fallback = instance.interlock.optional === true ? 'off' : 'armed'
      const mode = this.memory.modes[instance.key]?.mode ?? fallback
      const work = new InterlockAtWork(instance, mode, {
        ...this.parts,
        ...this.parts.sight,
        wall: () => this.parts.clock.now().wall,
        onTurn: (turned, turn) => this.turned(turned, turn),
        wantedElsewhere: (work, device, command) => this.wantedElsewhere(work, device, command),
      })
      this.works.set(instance.key, work)
      for (const driving of before.get(instance.key)?.drivings ?? []) driving.end()
      this.recall(work)
      const trip = this.memory.tripped[instance.key]
      // It goes on as it stood: its orders are given again.
      if (trip !== undefined && mode === 'armed') work.engage(trip)
    }
    this.index(registry)
  }

  /** What would follow from a registry. */
  instances(registry: Registry): Instance[] {
    const { catalogue, declared } = this.parts
    return instancesOf(registry, { ...catalogue, interlocks: new Map([...catalogue.interlocks, ...declared]) })
  }

  /** Those that are not off, as a change of the registry would weaken them. */
  weakenedBy(before: Registry, after: Registry): Weakening[] {
    const standing = this.all().flatMap(({ mode, instance }) => (mode === 'off' ? [] : [instance]))
    return weakenedBy({ registry: before, instances: standing }, { registry: after, instances: this.instances(after) })
  }

  checks = ({ instance }: InterlockAtWork): CheckState[] => checksOf(instance, this.memory)

  /** Whether it would act if an input read so now. Orders nothing. */
  suppose(key: string, supposed: Supposed): Now {
    return nowOf(this.get(key).instance, supposed, this.parts.sight, this.parts.surroundings)
  }

  /** A step of the checklist was gone through by somebody, or its tick is taken back. */
  async check(key: string, check: string, { done, by }: { done: boolean; by: string }): Promise<void> {
    const work = this.get(key)
    tick(work.instance, this.memory, check, done ? { by, at: this.parts.clock.now().wall } : undefined)
    this.tell(work)
    await this.write('interlock-checked', work, { check, done, by })
  }

  /** By hand and on site, once the cause is gone. */
  async reset(key: string, by: string): Promise<void> {
    const work = this.get(key)
    if (work.state !== 'tripped') throw fail('INTERLOCK_NOT_TRIPPED', { place: key })
    if (work.cause() !== undefined) throw fail('INTERLOCK_CAUSE', { place: key })
    work.disengage()
    this.forgetTrip(key)
    this.tell(work)
    await this.write('interlock-reset', work, { by })
  }

  /** Somebody is there: the countdown waits. */
  async hold(key: string, by: string): Promise<void> {
    const work = this.get(key)
    if (work.state !== 'counting') throw fail('INTERLOCK_NOT_COUNTING', { place: key })
    work.hold()
    this.tell(work)
    await this.write('interlock-held', work, { by })
  }

  /** What weakens an interlock is an entry with its reason and author, and stands as an alarm until it is undone. */
  async setMode(key: string, decision: Omit<ModeDecision, 'at'>): Promise<void> {
    const work = this.get(key)
    if (decision.mode === 'armed' && work.instance.interlock.optional === true)
      refuseUnready(work.instance, this.memory)
    this.memory.modes[key] = { ...decision, at: this.parts.clock.now().wall }
    if (decision.mode !== 'armed' && work.state !== 'ready') {
      work.disengage()
      this.forgetTrip(key)
    }
    work.mode = decision.mode
    this.review(work)
    this.tell(work)
    await this.write('interlock-mode', work, decision)
  }

  /** Trips it by hand and resolves with what each target took to show it. It stays tripped until it is reset. */
  async proofTest(key: string, by: string): Promise<Memory['tests'][string]> {
    const work = this.get(key)
    if (work.mode !== 'armed') throw fail('INTERLOCK_NOT_ARMED', { place: key })
    const { wall } = this.parts.clock.now()
    if (work.state !== 'tripped') work.engage({ at: wall, testedBy: by })
    this.turned(work, 'tripped')
    await this.allShown(work)
    const took = work.instance.targets.map(({ device }, index) => {
      const { shown, shownAfterMs } = work.drivings[index]?.progress ?? { shown: false }
      return [device.id, shown && shownAfterMs !== undefined ? Math.round(shownAfterMs) : null] as const
    })
    const test = { at: wall, by, targets: Object.fromEntries(took) }
    this.memory.tests[key] = test
    await this.write('interlock-tested', work, test)
    return test
  }

  private allShown(work: InterlockAtWork): Promise<void> {
    const until = this.parts.clock.mono() + PROOF_TEST_MS
    return new Promise((resolve) => {
      const look = () => {
        const done = work.drivings.every(({ progress }) => progress.shown)
        if (!done && this.parts.clock.mono() < until) return
        clearInterval(timer)
        resolve()
      }
      const timer = setInterval(this.parts.report.guard('interlocks.test', look), TICK_MS)
      this.undo.push(() => {
        clearInterval(timer)
        resolve()
      })
    })
  }

  private see({ reading, mono }: LivePoint): void {
    const key = seriesKey(reading.device, reading.point)
    for (const work of this.bySeries.get(key) ?? []) {
      for (const { judge, device, point } of work.instance.causes)
        if (device.id === reading.device && point === reading.point) judge.see(reading, mono)
      work.decide()
    }
    if (this.witnesses.has(key)) this.decideAll()
  }

  private decideAll(): void {
    for (const work of this.works.values()) {
      work.decide()
      this.review(work)
    }
  }

  private recall({ instance: { causes } }: InterlockAtWork): void {
    for (const { judge, device, point } of causes) {
      const last = this.parts.points.newest(device.id, point)
      if (last !== undefined) judge.see(last.reading, last.mono)
    }
  }

  private index({ devices }: Registry): void {
    this.bySeries.clear()
    const add = (device: string, point: string, work: InterlockAtWork) => {
      const key = seriesKey(device, point)
      this.bySeries.set(key, (this.bySeries.get(key) ?? new Set()).add(work))
    }
    for (const work of this.works.values()) {
      for (const { device, point } of work.instance.causes) add(device.id, point, work)
      for (const { device, act } of work.instance.targets) add(device.id, act.shows.point, work)
    }
    const { kinds } = this.parts.catalogue
    this.witnesses = new Set(
      devices.flatMap(({ id, kind }) =>
        Object.entries(kinds.get(kind)?.points ?? {}).flatMap(([point, { tells }]) =>
          tells === undefined ? [] : [seriesKey(id, point)],
        ),
      ),
    )
  }

  private turned(work: InterlockAtWork, turn: Turn): void {
    const { key } = work.instance
    if (turn === 'tripped' && work.trip !== undefined) this.memory.tripped[key] = work.trip
    if (turn === 'released') this.forgetTrip(key)
    this.tell(work)
    if (turn === 'shown') return
    const cause: Record<string, Value | undefined> = turn === 'tripped' ? { ...work.trip } : {}
    this.parts.report.watch('interlocks.entry', this.write(`interlock-${turn}`, work, cause))
  }

  private wantedElsewhere(work: InterlockAtWork, device: string, command: string): boolean {
    return this.all().some(
      ({ state, instance }) =>
        instance !== work.instance &&
        state === 'tripped' &&
        instance.targets.some((target) => target.device.id === device && target.act.command === command),
    )
  }

  private forgetTrip(key: string): void {
    delete this.memory.tripped[key]
  }

  /** Calls people where orders do not show, or where an interlock was weakened. */
  private review({ instance, mode, unconfirmed }: InterlockAtWork): void {
    const device = instance.targets[0]?.device.id ?? instance.causes[0]?.device.id
    if (device === undefined) return
    const off =
      mode !== 'armed' && this.memory.modes[instance.key] !== undefined && instance.interlock.optional !== true
    this.parts.stand(UNCONFIRMED_RULE, { device }, unconfirmed)
    this.parts.stand(WEAKENED_RULE, { device }, off)
  }

  private tell(work: InterlockAtWork): void {
    for (const listener of this.listeners) this.parts.report.guard('interlocks.listener', listener)(work)
  }

  private write(event: string, { instance }: InterlockAtWork, more: Record<string, unknown>): Promise<number> {
    const { key, interlock, zone } = instance
    const { device, ...data } = { interlock: interlock.id, place: key, zone, ...more } as Record<string, unknown>
    const note = { key: META_KEY, value: JSON.stringify(this.memory) }
    const about = typeof device === 'string' ? { device } : {}
    return this.parts.ledger.append({ type: 'event', event, ...about, data }, { urgent: true, note })
  }

  /** Seconds until a countdown or hold ends. */
  remaining({ endsAt }: InterlockAtWork): number | undefined {
    return endsAt === undefined ? undefined : Math.max(0, (endsAt - this.parts.clock.mono()) / SECOND_MS)
  }
}
