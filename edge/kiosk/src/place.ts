import { readonly, ref } from 'vue'

/**
 * Where the screen is: `#/` kitchen · `#/zone/<id>` · `#/device/<id>` · `#/weigh` · `#/duties` ·
 * `#/form/<form>`, `#/form/<form>/<duty>` · `#/record/<seq>` · `#/interlocks`, `#/interlocks/<key>` · `#/more` ·
 * `#/login` · `#/rules`, `#/rules/<rule>` · `#/figures` · `#/enrolment` · `#/proof`, `#/new-key` · `#/setup`, `#/setup/<page>`,
 * `#/setup/unit/<unit>`.
 */
export type Place = { screen: string; id: string; more: string }

export function placeOf(hash: string): Place {
  const [screen = '', id = '', more = ''] = hash.replace(/^#\/?/, '').split('/')
  return { screen: screen === '' ? 'kitchen' : screen, id, more: decodeURIComponent(more) }
}

const current = ref<Place>(placeOf(location.hash))
export const place = readonly(current)
const follow = () => {
  current.value = placeOf(location.hash)
}

export const startPlaces = () => addEventListener('hashchange', follow)
export const stopPlaces = () => removeEventListener('hashchange', follow)
export const go = (hash: string): void => {
  location.hash = hash
}
/** Back to where the person came from; to the kitchen when this page was opened here. */
export const goBack = (): void => {
  if (history.length > 1) history.back()
  else go('#/')
}
