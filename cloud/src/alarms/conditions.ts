import type { CatalogueRule } from '@zaojun/device-profiles'
import { boxRowAt, count, heardAt, type Range } from '../routes/boxes/standing.ts'
import type { BoxStanding } from '../store/store.ts'

/**
 * What the cloud itself looks at of a box, by the `quantity` its rules watch (`rules/site/cloud.yaml`). A count that
 * only grows is `counted`: its alarm is raised when there are more than at its last alarm, and holds no longer.
 */
const QUANTITIES: Record<string, { counted?: true; of(standing: BoxStanding, now: number): number }> = {
  'box-silence': {
    // One that was put out of use has nothing to say.
    of: (standing, now) =>
      standing.revoked !== null
        ? 0
        : Math.max(0, Math.floor((now - (heardAt(standing) ?? standing.enrolledAt)) / 1000)),
  },
  'batches-missing': { of: (standing, now) => count(boxRowAt(standing, now).missing as Range[]) },
  'ledger-contradictions': { counted: true, of: ({ contradicted }) => contradicted },
  'batch-forks': { counted: true, of: ({ quarantined }) => quarantined },
}

export type Condition = { rule: CatalogueRule; value: number; holds: boolean; counted: boolean }

/** The rules of the catalogue that the cloud judges by itself. */
export const cloudRules = (rules: Iterable<CatalogueRule>): CatalogueRule[] =>
  [...rules].filter(({ watch }) => 'quantity' in watch && QUANTITIES[watch.quantity] !== undefined)

/** How the rule stands at a box; `before`: the value of its last alarm there. */
export function conditionAt(
  rule: CatalogueRule,
  standing: BoxStanding,
  now: number,
  before: number | undefined,
): Condition {
  const quantity = 'quantity' in rule.watch ? QUANTITIES[rule.watch.quantity] : undefined
  const value = quantity?.of(standing, now) ?? 0
  const limit = Number(rule.broken.value)
  const counted = quantity?.counted === true
  const over = rule.broken.is === 'at-least' ? value >= limit : value > limit
  return { rule, value, counted, holds: over && (!counted || value > (before ?? 0)) }
}
