import type { Registry } from '@zaojun/core'
import type { Alarms } from '../alarms/alarms.ts'
import { Judge } from '../alarms/judge.ts'
import { placeOf } from '../alarms/placements.ts'
import type { ActiveRule } from '../alarms/rule-setting.ts'
import type { BoxClock } from '../clock.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Report } from '../report.ts'
import { BOX_QUANTITIES } from './all.ts'
import { Facts } from './facts.ts'
import type { Measured, Quantity } from './quantity.ts'

const TICK_MS = 5_000
const CLEAR_SKY = { holds: true, excuses: [] }

/** A quantity as it is now, of one subject. */
export type QuantityNow = { quantity: string; subject: string; form: string; value?: number | boolean }

export type QuantityParts = {
  alarms: Alarms
  ledger: Ledger
  clock: BoxClock
  report: Report
  inForce(): readonly ActiveRule[]
  registry(): Registry
  meta: Record<string, string>
}

/**
 * Works out what rules watch and no device measures, from what people recorded, and raises and clears their alarms: one
 * for each subject. All of it follows from the ledger, so that a restart changes nothing.
 */
export class Quantities {
  private readonly parts: QuantityParts
  private readonly facts: Facts
  private readonly judges = new Map<string, { rule: ActiveRule; judge: Judge; form: string; subject: string }>()
  private readonly undo: (() => void)[] = []
  private working: Promise<void> = Promise.resolve()

  constructor(parts: QuantityParts) {
    this.parts = parts
    const days = new Map<string, number>()
    for (const { forms } of BOX_QUANTITIES)
      for (const [form, each] of Object.entries(forms)) days.set(form, Math.max(each, days.get(form) ?? 0))
    this.facts = new Facts(parts, days)
  }

  async start(): Promise<void> {
    const { ledger, report } = this.parts
    this.undo.push(
      ledger.onCommitted((entries) => {
        if (entries.some(({ type }) => type === 'record')) this.next(async () => void (await this.facts.take(entries)))
        if (entries.some((entry) => entry.type === 'event' && entry.event === 'part-erased'))
          this.next(() => this.facts.review())
      }),
    )
    await this.facts.start()
    const timer = setInterval(
      report.guard('quantities.tick', () => {
        this.judge()
        this.facts.keep(false)
      }),
      TICK_MS,
    )
    this.undo.push(() => clearInterval(timer))
    this.judge()
  }

  stop(): void {
    this.facts.keep()
    for (const undo of this.undo.splice(0)) undo()
  }

  /** One after the other, and judged after each. */
  private next(work: () => Promise<void>): void {
    this.working = this.working.then(work).then(() => this.judge())
    this.parts.report.watch('quantities', this.working)
    this.working = this.working.catch(() => {})
  }

  /** What is worked out now, whether or not a rule watches it. What is withheld has no value here either. */
  async all(): Promise<QuantityNow[]> {
    await this.working
    const { wall } = this.parts.clock.now()
    if (wall === null) return []
    this.judge()
    return [...this.measured(wall)].map(([{ id }, { withheld, value, ...of }]) => ({
      quantity: id,
      ...of,
      ...(withheld === true ? {} : { value: shown(value) }),
    }))
  }

  private judge(): void {
    const { wall, mono } = this.parts.clock.now()
    if (wall === null) return
    const rules = Map.groupBy(this.parts.inForce(), ({ watch }) => ('quantity' in watch ? watch.quantity : ''))
    const seen = new Set<string>()
    for (const [{ id }, measured] of this.measured(wall))
      for (const rule of rules.get(id) ?? []) seen.add(this.decide(rule, measured, mono))
    this.forget(seen)
  }

  private *measured(wall: number): Iterable<[Quantity, Measured]> {
    const now = { wall, timeZone: this.parts.registry().site.timeZone }
    const facts = this.facts.all(wall)
    for (const quantity of BOX_QUANTITIES) {
      const own = facts.filter(({ form }) => form in quantity.forms)
      for (const measured of quantity.of(own, now)) yield [quantity, measured]
    }
  }

  private decide(rule: ActiveRule, { subject, form, value, withheld }: Measured, mono: number): string {
    const { alarms } = this.parts
    const place = placeOf(rule.id, form, subject)
    const standing = alarms.at(rule.id, form, subject)
    const known = this.judges.get(place)
    const judge = known?.rule === rule ? known.judge : new Judge(rule, { active: standing?.active ?? false })
    this.judges.set(place, { rule, judge, form, subject })
    judge.see({ value, quality: 'good' }, mono)
    const { active } = judge.verdict(mono, CLEAR_SKY)
    if (active && standing?.active !== true)
      alarms.raise({ rule, form, subject, ...(withheld === true ? {} : { value: shown(value) }) })
    else if (!active && standing?.active === true) alarms.clear(standing)
    return place
  }

  /** What is no more (used up, taken, over, of a rule that holds no longer) is no alarm any longer. */
  private forget(seen: ReadonlySet<string>): void {
    const { alarms } = this.parts
    for (const place of this.judges.keys()) if (!seen.has(place)) this.judges.delete(place)
    const ids = new Set(BOX_QUANTITIES.map(({ id }) => id))
    const watched = new Set(
      this.parts.inForce().flatMap(({ id, watch }) => ('quantity' in watch && ids.has(watch.quantity) ? [id] : [])),
    )
    for (const alarm of alarms.all()) {
      const { rule, form, subject, active } = alarm
      if (!active || form === undefined || subject === undefined) continue
      if (watched.has(rule) && seen.has(placeOf(rule, form, subject))) continue
      alarms.clear(alarm, watched.has(rule) ? undefined : 'rule-withdrawn')
    }
  }
}

/** As people read it: two decimals are plenty. */
const shown = (value: number | boolean): number | boolean =>
  typeof value === 'number' ? Math.round(value * 100) / 100 : value
