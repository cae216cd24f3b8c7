import { api } from './api/client.ts'
import { Failure, failureFrom, failureOf } from './api/failure.ts'
import type { Part, Removed } from './api/shapes.ts'
import { checkDigest, checkPart, type Verdict } from './commitment-check.ts'

/** Content that stands beside a signed entry: held, removed by policy, or still on its way. */
export type Erasable<Content> =
  | { state: 'held'; content: Content; verdict: Verdict }
  | { state: 'removed'; removed: Removed }
  | { state: 'awaited' }

type Refusal = { error?: unknown; response: Response }
function refused<Content>({ error, response }: Refusal): Erasable<Content> {
  if (response.status === 410) return { state: 'removed', removed: error as Removed }
  if (response.status === 404) return { state: 'awaited' }
  throw failureFrom(response, error)
}

export async function fetchPart(commitment: string): Promise<Erasable<Part>> {
  const answer = await api.GET('/v1/parts/{commitment}', { params: { path: { commitment } } }).catch((thrown) => {
    throw failureOf(thrown)
  })
  if (answer.data === undefined) return refused(answer)
  return { state: 'held', content: answer.data, verdict: await checkPart(answer.data) }
}

export async function fetchAttachment(digest: string): Promise<Erasable<Blob>> {
  const params = { path: { digest } }
  const answer = await api.GET('/v1/attachments/{digest}', { params, parseAs: 'blob' }).catch((thrown) => {
    throw failureOf(thrown)
  })
  if (answer.data === undefined) return refused(answer)
  const blob = answer.data as Blob
  if (!(blob instanceof Blob)) throw new Failure('CONSOLE', 0, 'the attachment is not binary')
  return { state: 'held', content: blob, verdict: await checkDigest(new Uint8Array(await blob.arrayBuffer()), digest) }
}
