import type { Reading, Value } from '@zaojun/core'
import type { Rule } from '@zaojun/device-profiles'
import { breaks, isKept } from './limit.ts'
import { type OverTime, overTime } from './over-time.ts'

const SECOND_MS = 1000

/** What a judge is told of the surroundings: whether all of `when` holds, and what `unless` names that is so now. */
export type Circumstances = { holds: boolean; excuses: (string | undefined)[] }
/** `active`: the condition holds. `suppressedBy`: it does, and an excuse of the rule stands for now. */
export type Verdict = { active: boolean; value?: Value | undefined; suppressedBy?: string }

/**
 * One rule at one place: values and the time that passes in, verdicts out. Pure; times are monotonic ms.
 * What is no knowledge (bad, stale) neither raises nor clears, unless the rule says otherwise.
 */
export class Judge {
  private readonly rule: Rule
  private readonly values: OverTime
  private active: boolean
  /** Since when the limit is broken without a break, or kept, whichever differs from `active`. */
  private turningSince: number | undefined
  private known = false
  private failing = false
  private readonly excusedSince: (number | undefined)[] = []

  /** `active`: the alarm stood already when this judge began; `brokenSince`: the wait had begun before. */
  constructor(rule: Rule, before: { active: boolean; brokenSince?: number } = { active: false }) {
    this.rule = rule
    this.values = overTime(rule.over)
    this.active = before.active
    this.turningSince = before.brokenSince
  }

  /** Since when the limit has been broken while it is not raised yet. */
  get waitingSince(): number | undefined {
    return this.active ? undefined : this.turningSince
  }

  see({ value, quality }: Pick<Reading, 'value' | 'quality'>, mono: number): void {
    const good = quality === 'good' || quality === 'uncertain'
    this.known = good && value !== null
    this.failing = !this.known && this.rule.onBadQuality === 'break'
    if (this.known) this.values.see(value, mono)
    else this.values.lose(mono)
    if (!this.known && this.rule.onBadQuality === 'ignore' && !this.active) this.turningSince = undefined
  }

  /** What holds now. Called after each value, and as time passes. `steadySeconds`: so long it is kept before it clears, at least. */
  verdict(mono: number, { holds, excuses }: Circumstances, steadySeconds = 0): Verdict {
    const value = this.values.at(mono)
    this.turn(mono, holds, value, steadySeconds)
    if (!this.active) {
      this.excusedSince.length = 0
      return { active: false }
    }
    const suppressedBy = this.excuse(mono, excuses)
    return { active: true, value, ...(suppressedBy === undefined ? {} : { suppressedBy }) }
  }

  private turn(mono: number, holds: boolean, value: Value | undefined, steadySeconds: number): void {
    if (holds && !this.failing && (!this.known || value === undefined)) return
    const { broken, clear, forSeconds = 0, clearForSeconds = 0 } = this.rule
    const wanted = holds && (this.failing || (this.active ? !isKept(broken, clear, value) : breaks(broken, value)))
    if (wanted === this.active) {
      this.turningSince = undefined
      return
    }
    this.turningSince ??= mono
    const waitMs = (wanted ? forSeconds : Math.max(clearForSeconds, steadySeconds)) * SECOND_MS
    if (mono - this.turningSince < waitMs) return
    this.active = wanted
    this.turningSince = undefined
  }

  /** An excuse stands so long as it is so, and no longer than the rule grants it. */
  private excuse(mono: number, excuses: (string | undefined)[]): string | undefined {
    let standing: string | undefined
    for (const [index, { atMostSeconds }] of (this.rule.unless ?? []).entries()) {
      const name = excuses[index]
      this.excusedSince[index] = name === undefined ? undefined : (this.excusedSince[index] ?? mono)
      const since = this.excusedSince[index]
      if (name !== undefined && since !== undefined && mono - since < atMostSeconds * SECOND_MS) standing ??= name
    }
    return standing
  }
}
