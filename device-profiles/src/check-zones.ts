import type { CatalogueContent } from './catalogue.ts'
import { catalogueError } from './errors.ts'

/** Whether all of them are zones of `scenes.yaml`. Throws `CATALOGUE_UNKNOWN` with the first that is none. */
export function checkZones(ids: readonly string[], { zones }: Pick<CatalogueContent, 'zones'>, place: string): void {
  const stray = ids.find((id) => !zones.some((zone) => zone.id === id))
  if (stray !== undefined) throw catalogueError('CATALOGUE_UNKNOWN', { name: stray, place: `${place}/zones` })
}
