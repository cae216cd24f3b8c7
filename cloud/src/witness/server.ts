import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Witness } from './witness.ts'

const MAX_BODY_BYTES = 128 * 1024
const REQUEST_TIMEOUT_MS = 10_000

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += part.length
    if (bytes > MAX_BODY_BYTES) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** `POST /add-checkpoint` and `GET /<hash of origin>/checkpoint`; nothing else. */
export function witnessServer(witness: Witness, onFailure: (error: unknown) => void): Server {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    const say = (status: number, body: string, type = 'text/plain; charset=utf-8') => {
      response.writeHead(status, { 'content-type': type }).end(body)
    }
    const answer = async () => {
      const { method, url = '' } = request
      if (method === 'POST' && url === '/add-checkpoint') {
        const body = await bodyOf(request)
        if (body === undefined) return say(413, 'too long\n')
        const told = await witness.add(body)
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
