import type { CatalogueRule } from '@zaojun/device-profiles'
import Type from 'typebox'
import TypeValue from 'typebox/value'
import type { BoxClock } from '../clock.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { fail } from './errors.ts'
import { RuleSetting } from './rule-setting.ts'

const META_KEY = 'rule-settings'
const Kept = Type.Array(RuleSetting)

/** What this site decided about its rules. Each decision is an event with its reason and author. */
export class RuleSettings {
  private readonly ledger: Ledger
  private readonly clock: BoxClock
  private readonly settings = new Map<string, RuleSetting>()
  private readonly listeners = new Set<() => void>()

  constructor(ledger: Ledger, clock: BoxClock, meta: Record<string, string>) {
    this.ledger = ledger
    this.clock = clock
    const kept: unknown = JSON.parse(meta[META_KEY] ?? '[]')
    if (TypeValue.Check(Kept, kept)) for (const setting of kept) this.settings.set(setting.rule, setting)
  }

  all(): ReadonlyMap<string, RuleSetting> {
    return this.settings
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Replaces what was decided about a rule. Throws `RULE_VALUE` where it has no number. */
  async decide(rule: CatalogueRule, decision: Omit<RuleSetting, 'rule' | 'ruleVersion' | 'at'>): Promise<RuleSetting> {
    if (decision.value !== undefined && typeof rule.broken.value !== 'number')
      throw fail('RULE_VALUE', { place: rule.id })
    const setting: RuleSetting = { ...decision, rule: rule.id, ruleVersion: rule.version, at: this.clock.now().wall }
    const next = [...this.settings.values()].filter((each) => each.rule !== rule.id).concat(setting)
    await this.ledger.append(
      { type: 'event', event: 'rule-decided', data: setting },
      { urgent: true, note: { key: META_KEY, value: JSON.stringify(next) } },
    )
    this.settings.set(rule.id, setting)
    for (const listener of this.listeners) listener()
    return setting
  }
}
