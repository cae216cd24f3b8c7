import type { EntryFilter } from '@zaojun/core'
import { isId } from '../shared/checks.ts'
import type { Config } from '../shared/migrate.ts'

/** The subscription the pickers describe: an empty list matches all. */
export function filterOf(config: Config): EntryFilter {
  const filter: EntryFilter = { types: ['reading'], latest: true }
  for (const key of ['devices', 'points', 'kinds', 'zones'] as const) {
    const list = config[key]
    const ids = (Array.isArray(list) ? list.map(String) : []).filter(isId)
    if (ids.length > 0) filter[key] = ids.slice(0, key === 'devices' ? 256 : 64)
  }
  return filter
}
