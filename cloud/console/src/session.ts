import { readonly, ref } from 'vue'
import { api, ask } from './api/client.ts'

/** Who is signed in. The cookie is the browser's to keep; this only mirrors what the cloud says about it. */
const person = ref<string>()
/** The party one reads for; `operator` runs the cloud. */
const party = ref<string>()
let asked = false
export const signedInAs = readonly(person)
export const signedInFor = readonly(party)

export async function checkSession(): Promise<boolean> {
  if (asked) return person.value !== undefined
  const session = await ask(api.GET('/v1/session'))
  person.value = session.loggedIn ? session.name : undefined
  party.value = session.party
  asked = true
  return person.value !== undefined
}

export async function signIn(name: string, password: string): Promise<void> {
  const answer = await ask(api.POST('/v1/login', { body: { name, password } }))
  person.value = answer.name
  party.value = answer.party
  asked = true
}

export async function signOut(): Promise<void> {
  await ask(api.POST('/v1/logout'))
  forgetSession()
}

export function forgetSession(): void {
  person.value = undefined
  party.value = undefined
  asked = true
}
