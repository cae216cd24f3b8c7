import { shallowRef } from 'vue'
import { type Catalogue, type ProfileFace, setupBox } from '../box/setup-client.ts'

/** Kinds, profiles and zones, fetched once for all pages of the set-up; `refresh` after a pack changed them. */
export const catalogue = shallowRef<Catalogue>()

export async function loadCatalogue(refresh = false): Promise<Catalogue> {
  if (catalogue.value === undefined || refresh) catalogue.value = await setupBox.catalogue()
  return catalogue.value
}

export const profileOf = (id: string | undefined): ProfileFace | undefined =>
  catalogue.value?.profiles.find((profile) => profile.id === id)

const UNIT_TEXT: Record<string, string> = { Cel: '℃', '1': '' }
/** A UCUM unit as people write it. */
export const unitWord = (unit: string | undefined): string =>
  UNIT_TEXT[unit ?? ''] ?? (unit ?? '').replace(/\{[^}]*\}/g, '')
