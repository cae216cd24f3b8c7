import { computed, readonly, ref, shallowRef } from 'vue'
import { api, ask } from './api/client.ts'
import { type Failure, failureOf } from './api/failure.ts'
import type { Kind, Site } from './api/shapes.ts'

/** The list of sites and the catalogue: asked once, shared by every page; the list is renewed by whoever shows it. */
const list = shallowRef<Site[]>()
const trouble = shallowRef<Failure>()
const busy = ref(false)
let kindsAsked: Promise<Map<string, Kind>> | undefined

export const sites = readonly(list)
export const sitesFailure = readonly(trouble)
export const siteById = computed(() => new Map((list.value ?? []).map((site) => [site.id, site])))

export async function loadSites(): Promise<void> {
  if (busy.value) return
  busy.value = true
  try {
    list.value = (await ask(api.GET('/v1/sites'))).sites
    trouble.value = undefined
  } catch (thrown) {
    trouble.value = failureOf(thrown)
  }
  busy.value = false
}

/** Kinds by id. A failed question is asked again by the next caller. */
export function kinds(): Promise<Map<string, Kind>> {
  kindsAsked ??= ask(api.GET('/v1/catalogue')).then(({ kinds: all }) => new Map(all.map((kind) => [kind.id, kind])))
  kindsAsked.catch(() => {
    kindsAsked = undefined
  })
  return kindsAsked
}
