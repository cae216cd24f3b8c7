import { boundedText, ZaojunError } from '@zaojun/core'

/** No honest answer is longer. */
const MAX_ANSWER_BYTES = 1024 * 1024
const MAX_MESSAGE_CHARACTERS = 500
const MS_PER_SECOND = 1000

/** The cloud said no, with its stable code; `ZaojunError.status` is the HTTP status. */
export class CloudRefusal extends ZaojunError {
  /** How long it asks to be left alone, ms; 0 where it does not say (RFC 9110, section 10.2.3: in seconds). */
  readonly retryAfterMs: number

  constructor(code: string, status: number, message: string, place: string, retryAfter: string | null) {
    super(code, status, message, place)
    this.retryAfterMs = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) * MS_PER_SECOND : 0
  }
}

/** How long whoever said no asks to be left alone, ms. */
export const askedMs = (error: unknown): number => (error instanceof CloudRefusal ? error.retryAfterMs : 0)

/** The JSON of an answer while it is as short as an honest one; undefined for anything else. */
export async function answerOf(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await boundedText(response, MAX_ANSWER_BYTES))
  } catch {
    return undefined
  }
}

/** Codes stand in the ledger and count in the metrics: none but what looks like one, else `HTTP_…`. */
export function codeOf(answer: unknown, status: number): string {
  const { code } = (answer ?? {}) as { code?: unknown }
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? code : `HTTP_${status}`
}

export async function refusalOf(response: Response, path: string): Promise<CloudRefusal> {
  const { status, statusText, headers } = response
  const answer = await answerOf(response)
  const { message } = (answer ?? {}) as { message?: unknown }
  const said = typeof message === 'string' ? message : statusText
  const text = said.slice(0, MAX_MESSAGE_CHARACTERS)
  return new CloudRefusal(codeOf(answer, status), status, text, path, headers.get('retry-after'))
}
