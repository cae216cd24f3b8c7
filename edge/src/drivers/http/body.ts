import type { IncomingMessage } from 'node:http'

/** A body of at most `limit` bytes; the code why there is none. How long it may take is the server's to say. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array | { error: string }> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return { error: 'too-large' }
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limit) return { error: 'too-large' }
      chunks.push(chunk)
    }
  } catch {
    return { error: 'half-request' }
  }
  return request.complete ? Buffer.concat(chunks, size) : { error: 'half-request' }
}
