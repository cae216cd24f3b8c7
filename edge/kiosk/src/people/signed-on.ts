import { computed, ref, shallowRef } from 'vue'
import { BoxFault, box, client } from '../box/client.ts'
import { loggedIn } from '../box/session.ts'
import type { People, Person, SignOn } from '../box/shapes.ts'
import { report } from '../report.ts'

const HEADER = 'x-zaojun-person'
export type Act = keyof People['acts'] & string

/** Who works here, as the box says; empty until it did. */
export const people = shallowRef<People>({ known: false, people: [], acts: {} })
/** Whether whoever acts has to say who they are. */
export const known = computed(() => people.value.known)
/** Who is signed on at this screen. */
export const person = shallowRef<Person>()
/** Whether this screen takes acts at all: people sign on for them, or the box's login stands for everybody. */
export const canAct = computed(() => known.value || loggedIn.value)
/** Grows when whoever was signed on left: what they had on the screen goes too. */
export const departures = ref(0)

let token: string | undefined
/** Of a second person, for one act. */
let guest: string | undefined

client.use({
  onRequest({ request }) {
    const held = guest ?? token
    if (held !== undefined && !request.headers.has(HEADER)) request.headers.set(HEADER, held)
    return request
  },
})

export async function fetchPeople(): Promise<void> {
  adopt(await box.people.all())
}

export function adopt(told: People): void {
  people.value = told
  // Whose role changed, or who left, has no token any more: the box says so.
  if (person.value !== undefined) void keep()
}

export function become(signOn: SignOn): void {
  token = signOn.token
  person.value = signOn.person
}

/** The token is good no more. */
export function forget(): void {
  token = undefined
  person.value = undefined
}

/** Each use keeps a sign-on a while longer; one that is over shows as nobody. */
export async function keep(): Promise<void> {
  const mine = token
  try {
    const now = await box.people.me()
    if (token === mine) person.value = now
  } catch (error) {
    if (token === mine && isLapsed(error)) forget()
    else report('person', error)
  }
}

export function leave(): void {
  const held = token
  if (person.value !== undefined) departures.value += 1
  forget()
  if (held !== undefined) dismiss(held)
}

/** Ends somebody's sign-on at the box. */
export function dismiss(held: string): void {
  box.people.signOff({ [HEADER]: held }).catch((error: unknown) => report('sign-off', error))
}

/** Does it as somebody else than who is signed on, once. */
export async function asGuest<Answer>(signOn: SignOn, work: () => Promise<Answer>): Promise<Answer> {
  guest = signOn.token
  try {
    return await work()
  } finally {
    guest = undefined
    dismiss(signOn.token)
  }
}

export const isLapsed = (error: unknown): boolean => error instanceof BoxFault && error.code === 'PERSON_NEEDED'

/** Whether that person may do it, by the roles the box names. */
export function mayDo({ role }: Person, act: Act): boolean {
  const need = people.value.acts[act]
  const order = ['staff', 'supervisor', 'manager']
  return need === undefined || order.indexOf(role) >= order.indexOf(need)
}
