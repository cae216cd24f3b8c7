import type { CatalogueSummary } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'

/** The part of the catalogue the editor's pickers need. */
export const summaryOf = ({ kinds, profiles, zones }: Catalogue): CatalogueSummary => ({
  kinds: [...kinds.values()].map(({ id, name }) => ({ id, name })),
  profiles: [...profiles.values()].map(({ id, name, bindings, transports, positions }) => ({
    id,
    name,
    kinds: Object.keys(bindings),
    transports: [...transports],
    positions,
  })),
  zones,
})
