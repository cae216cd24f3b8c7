import { computed, readonly, shallowRef } from 'vue'
import { api, ask } from './api/client.ts'
import { type Failure, failureOf } from './api/failure.ts'
import type { Kind, Site } from './api/shapes.ts'

/** The list of sites and the catalogue: asked once, shared by every page; the list is renewed by whoever shows it. */
const list = shallowRef<Site[]>()
const trouble = shallowRef<Failure>()
let asking: Promise<void> | undefined
let kindsAsked: Promise<Map<string, Kind>> | undefined

export const sites = readonly(list)
export const sitesFailure = readonly(trouble)
export const siteById = computed(() => new Map((list.value ?? []).map((site) => [site.id, site])))

/** Asks for the list; callers that come while it is on its way wait for the same answer. */
export function loadSites(): Promise<void> {
  asking ??= askForSites().finally(() => {
    asking = undefined
  })
  return asking
}

async function askForSites(): Promise<void> {
  try {
    list.value = (await ask(api.GET('/v1/sites'))).sites
    trouble.value = undefined
  } catch (thrown) {
    trouble.value = failureOf(thrown)
  }
}

/** Kinds by id. A failed question is asked again by the next caller. */
export function kinds(): Promise<Map<string, Kind>> {
  kindsAsked ??= ask(api.GET('/v1/catalogue')).then(({ kinds: all }) => new Map(all.map((kind) => [kind.id, kind])))
  kindsAsked.catch(() => {
    kindsAsked = undefined
  })
  return kindsAsked
}
