import type { Cloud } from '../cloud.ts'
import type { Page } from '../store/entities/series.ts'
import type { Store } from '../store/store.ts'

/** Were the word of a change lost, an old answer is given out no longer than this. */
const SECONDS = 2
const keyOf = (site: string): string => `latest:${site}`
type Latest = Awaited<ReturnType<Store['latest']>>

/** The newest readings of a site. Many consoles ask for the same: an answer stands in the cache until a batch comes. */
export async function latestOf(
  { store, shared }: Pick<Cloud, 'store' | 'shared'>,
  site: string,
  page: Page,
): Promise<Latest> {
  const version = await shared.version(keyOf(site))
  if (version === 0) return store.latest(site, page)
  const key = `${keyOf(site)}:${version}:${page.after}:${page.limit}`
  const held = await shared.recall(key)
  if (held !== undefined) return JSON.parse(held) as Latest
  const latest = await store.latest(site, page)
  shared.remember(key, JSON.stringify(latest), SECONDS)
  return latest
}

/** A batch of the site was stored: what is cached is old. */
export const latestMoved = ({ shared }: Pick<Cloud, 'shared'>, site: string): void => shared.advance(keyOf(site))
