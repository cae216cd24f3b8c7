import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Witness } from './witness.ts'

const MAX_BODY_BYTES = 128 * 1024
const REQUEST_TIMEOUT_MS = 10_000
const TEXT = 'text/plain; charset=utf-8'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The bytes of a request; undefined where they are too many, or are said to be: then no more of them is read. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined
  const parts: Buffer[] = []
  let bytes = 0
  // The answer still goes over the connection.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    bytes += part.length
    if (bytes > MAX_BODY_BYTES) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function textOf(body: Buffer): string | undefined {
  try {
    return decoder.decode(body)
  } catch {
    return undefined
  }
}

/** `POST /add-checkpoint` and `GET /<hash of origin>/checkpoint`; nothing else. */
export function witnessServer(witness: Witness, onFailure: (error: unknown) => void): Server {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    const say = (status: number, body: string, type = TEXT, more = {}) => {
      response.writeHead(status, { 'content-type': type, ...more }).end(body)
    }
    const answer = async () => {
      const { method, url = '' } = request
      if (method === 'POST' && url === '/add-checkpoint') {
        const body = await bodyOf(request)
        if (body === undefined) return say(413, 'too long\n', TEXT, { connection: 'close' })
        const text = textOf(body)
        if (text === undefined) return say(400, 'not UTF-8\n')
        const told = await witness.add(text)
        return say(told.status, told.body, told.status === 409 ? 'text/x.tlog.size' : undefined)
      }
      const origin = /^\/([0-9a-f]{64})\/checkpoint$/.exec(url)?.[1]
      const held = method === 'GET' && origin !== undefined ? witness.checkpoint(origin) : undefined
      return held === undefined ? say(404, 'not found\n') : say(200, held)
    }
    answer().catch((error) => {
      onFailure(error)
      if (!response.headersSent) say(500, 'failed\n')
    })
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}
