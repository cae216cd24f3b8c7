import type { CatalogueSummary } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'

/** What an installer can pick from. */
export function summaryOf(catalogue: Catalogue): CatalogueSummary {
  return {
    kinds: [...catalogue.kinds.values()].map(({ id, name }) => ({ id, name })),
    profiles: [...catalogue.profiles.values()].map(({ id, name, kinds, transports, positions }) => ({
      id,
      name,
      kinds,
      transports,
      positions,
    })),
    zones: catalogue.zones,
  }
}
