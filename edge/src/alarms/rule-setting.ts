import { Id, Severity } from '@zaojun/core'
import type { CatalogueRule } from '@zaojun/device-profiles'
import Type, { type Static } from 'typebox'

/**
 * What a site decided about one rule, by whom and why. `confirmed`: a person stands for a rule that was not checked
 * against its source; only then does it sound.
 */
export const RuleSetting = Type.Object(
  {
    rule: Id,
    /** The version of the rule it was decided about: a later one wants to be looked at again. */
    ruleVersion: Type.Optional(Type.Integer({ minimum: 1 })),
    enabled: Type.Optional(Type.Boolean()),
    value: Type.Optional(Type.Number()),
    forSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
    severity: Type.Optional(Severity),
    confirmed: Type.Optional(Type.Boolean()),
    reason: Type.String({ minLength: 1, maxLength: 400 }),
    by: Id,
    at: Type.Union([Type.Integer(), Type.Null()]),
  },
  { additionalProperties: false },
)
export type RuleSetting = Static<typeof RuleSetting>

/** A rule as it is in force at this site. */
export type ActiveRule = CatalogueRule & { advisory: boolean }

export function inForce(rule: CatalogueRule, setting: RuleSetting | undefined): ActiveRule | undefined {
  if (setting?.enabled === false) return undefined
  const { value, forSeconds, severity, confirmed } = setting ?? {}
  const moved = value !== undefined && typeof rule.broken.value === 'number' ? value - rule.broken.value : 0
  return {
    ...rule,
    ...(forSeconds === undefined ? {} : { forSeconds }),
    ...(severity === undefined ? {} : { severity }),
    ...(rule.clear === undefined ? {} : { clear: rule.clear + moved }),
    broken: moved === 0 ? rule.broken : { ...rule.broken, value: value as number },
    advisory: rule.citation.verified === 'memory' && confirmed !== true,
  }
}
