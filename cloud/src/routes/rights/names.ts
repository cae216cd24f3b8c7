import type { RightsStatement } from '@zaojun/core/proof/index'
import type { Store } from '../../store/store.ts'

export type NamedParty = { id: string; name: string }

/** Of these parties, those that have a name, as they are called now. */
export async function namesOf(store: Pick<Store, 'parties'>, ids: Iterable<string>): Promise<NamedParty[]> {
  const wanted = new Set(ids)
  const named = (await store.parties()).filter(({ id, name }) => wanted.has(id) && name !== '')
  return named.map(({ id, name }) => ({ id, name }))
}

/** Whom a statement names, and who made it. */
export function partiesIn({ party, change }: Pick<RightsStatement, 'party' | 'change'>): string[] {
  if (change.kind === 'rights') return [party, change.owner]
  return [party, change.kind === 'grant' ? change.terms.party : change.party]
}
