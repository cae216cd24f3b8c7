import { fail } from '../errors.ts'
import type { Store } from '../store/store.ts'
import { holds, type Spans } from './spans.ts'

/** A picture or personal value is of the time of an entry that names its digest (hex). Throws `NOT_GRANTED`. */
export async function demandMention(store: Store, spans: Spans, site: string, digest: string): Promise<void> {
  if (spans === null) return
  const times = await store.mentions(site, digest)
  if (!times.some((at) => holds(spans, at))) throw fail('NOT_GRANTED', { name: `${site}: ${digest}` })
}
