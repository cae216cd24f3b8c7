import type { CatalogueSummary } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'

/** What an installer can pick from. */
export function summaryOf(catalogue: Catalogue): CatalogueSummary {
  return {
    kinds: [...catalogue.kinds.values()].map(({ id, name }) => ({ id, name })),
    profiles: [...catalogue.profiles.values()].map(
      ({ id, name, kinds, transports, positions, maker, models, verified, line, params }) => ({
        id,
        name,
        kinds,
        transports,
        positions,
        maker,
        models,
        verified,
        ...(line === undefined ? {} : { line }),
        ...(params === undefined ? {} : { params }),
      }),
    ),
    zones: catalogue.zones,
  }
}
