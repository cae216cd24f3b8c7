import { ref, shallowRef } from 'vue'
import { box } from '../box/client.ts'
import { loggedIn } from '../box/session.ts'
import type { SignOn } from '../box/shapes.ts'
import { go } from '../place.ts'
import { type Act, asGuest, become, dismiss, fetchPeople, forget, isLapsed, known, mayDo, person } from './signed-on.ts'

/** Why somebody cannot sign this: a message key under `people.refused`. */
export type Refusal = 'same' | 'role'
/** The screen asks who is there. */
export type Ask = {
  /** What they are to sign; nothing where they sign on of themselves. */
  act: Act | undefined
  /** Who signed already: somebody else is asked for. */
  not: string | undefined
  settle(signOn: SignOn | undefined): void
}
export const asked = shallowRef<Ask>()
/** Why whoever came last does not do. */
export const refused = ref<Refusal>()

function ask(act?: Act, not?: string): Promise<SignOn | undefined> {
  asked.value?.settle(undefined)
  refused.value = undefined
  return new Promise((resolve) => {
    asked.value = {
      act,
      not,
      settle: (signOn) => {
        asked.value = undefined
        resolve(signOn)
      },
    }
  })
}

/** Somebody showed who they are. */
export function came(signOn: SignOn): void {
  const asking = asked.value
  if (asking === undefined) {
    // At the wall nobody takes another's place unasked.
    if (person.value === undefined) become(signOn)
    return
  }
  refused.value = refusalOf(signOn, asking)
  if (refused.value === undefined) asking.settle(signOn)
  else dismiss(signOn.token)
}

function refusalOf({ person: one }: SignOn, { act, not }: Ask): Refusal | undefined {
  if (one.id === not) return 'same'
  return act !== undefined && !mayDo(one, act) ? 'role' : undefined
}

/** To sign on of oneself. */
export async function signOn(): Promise<void> {
  const signed = await ask()
  if (signed !== undefined) become(signed)
}

/** A second, different person: their sign-on is for this one act, whoever is signed on stays so. */
export const secondPerson = (act: Act): Promise<SignOn | undefined> => ask(act, person.value?.id)

/**
 * The one step before every act: does it as whoever is signed on, or asks who is there. Where they may not, or it takes
 * somebody else than `not`, another person signs this one act. While nobody is registered the box's login does.
 * Resolves undefined where nobody came forward.
 */
export async function asSomebody<Answer>(
  act: Act,
  work: () => Promise<Answer>,
  not?: string,
): Promise<Answer | undefined> {
  for (;;) {
    if (!known.value && !loggedIn.value) {
      go('#/login')
      return undefined
    }
    const doing = known.value ? await signing(act, work, not) : work
    if (doing === undefined) return undefined
    try {
      return await doing()
    } catch (error) {
      if (!isLapsed(error)) throw error
      const before = known.value
      forget()
      await fetchPeople()
      if (!before && !known.value) throw error
    }
  }
}

/** How the act is done, once it is clear by whom. */
async function signing<Answer>(
  act: Act,
  work: () => Promise<Answer>,
  not: string | undefined,
): Promise<(() => Promise<Answer>) | undefined> {
  const now = person.value
  if (now !== undefined && now.id !== not && mayDo(now, act)) return work
  const signed = await ask(act, not)
  if (signed === undefined) return undefined
  if (now === undefined) {
    become(signed)
    return work
  }
  return () => asGuest(signed, work)
}

/** Rejects as the box does: `PERSON_WRONG`, `PERSON_LOCKED`. */
export const byPin = async (number: string, pin: string): Promise<void> =>
  came(await box.people.signOn({ number, pin }))
