import { answerOf, client, within } from './client.ts'
import type { RuleDecision, RuleRow, RuleTrial } from './shapes.ts'

/** A trial reads what the ledger holds of many days: it may take its time. */
const TRIAL_MS = 120_000
const byId = (id: string) => ({ params: { path: { id } } })

/** The rules of the box: what holds here, what would have been raised, what this site decides. */
export const rulesBox = {
  all: async (): Promise<RuleRow[]> => (await answerOf(client.GET('/api/rules'))).rules,
  decide: (id: string, body: RuleDecision): Promise<RuleRow> =>
    answerOf(client.PUT('/api/rules/{id}', { ...byId(id), body })),
  try: (id: string, body: { value?: number; days: number }): Promise<RuleTrial> =>
    answerOf(client.POST('/api/rules/{id}/trial', { ...byId(id), body, fetch: within(TRIAL_MS) })),
}
