import createClient from 'openapi-fetch'
import type { paths } from '../generated/api.ts'
import { learnServerDate } from '../time.ts'
import { type Failure, failureFrom, failureOf } from './failure.ts'

/** The typed client of the cloud's own OpenAPI document. The session is a cookie the browser keeps. */
export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin' })

let onSignedOut: () => void = () => {}
/** Called when an answer says that the session no longer stands. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act
}

export const signedOut = (): void => onSignedOut()

api.use({
  onResponse({ response }) {
    learnServerDate(response.headers.get('date'))
  },
})

type Answer<Data> = { data?: Data; error?: unknown; response: Response }

/** Waits for an answer and gives its data, or throws a `Failure` with the API's code. */
export async function ask<Data>(asking: Promise<Answer<Data>>): Promise<Data> {
  let answer: Answer<Data>
  try {
    answer = await asking
  } catch (thrown) {
    throw failureOf(thrown)
  }
  if (answer.response.ok) return answer.data as Data
  const failure: Failure = failureFrom(answer.response, answer.error)
  if (failure.status === 401) signedOut()
  throw failure
}
