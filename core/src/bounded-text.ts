import { concat } from './cbor.ts'

/** More came than was to be read. */
export class TooLong extends Error {
  constructor() {
    super('the answer is too long')
  }
}

/** The body of an answer while it is as short as an honest one; throws `TooLong` past `most` bytes, and reads no further. */
export async function boundedBytes(answer: Pick<Response, 'body'>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = answer.body?.getReader()
  const parts: Uint8Array[] = []
  let bytes = 0
  for (;;) {
    const { done = true, value } = (await reader?.read()) ?? {}
    if (done) return concat(parts)
    bytes += value?.length ?? 0
    if (bytes > most) {
      await reader?.cancel()
      throw new TooLong()
    }
    if (value !== undefined) parts.push(value)
  }
}

/** Likewise as text; throws where it is not UTF-8. */
export async function boundedText(answer: Pick<Response, 'body'>, most: number): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await boundedBytes(answer, most))
}
