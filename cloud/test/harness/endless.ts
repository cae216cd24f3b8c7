import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

const CHUNK_BYTES = 64 * 1024
const chunk = Buffer.alloc(CHUNK_BYTES, ' ')
/** Nothing here waits for it: whoever reads so much has no bound. */
export const FAR_TOO_MANY_BYTES = 512 * 1024 * 1024
/** Larger than any process here may become. */
export const HUGE_BYTES = 8 * 1024 ** 4

/** Writes for as long as somebody reads, and counts; resolves when nobody does. */
export async function flood(response: ServerResponse, head: string): Promise<number> {
  response.on('error', () => {})
  response.write(head)
  let bytes = 0
  while (!response.destroyed && bytes < FAR_TOO_MANY_BYTES) {
    bytes += CHUNK_BYTES
    if (!response.write(chunk)) await drainedOrClosed(response)
  }
  return bytes
}

const drainedOrClosed = (response: ServerResponse) =>
  new Promise<void>((done) => {
    const on = () => {
      response.off('drain', on).off('close', on)
      done()
    }
    response.on('drain', on).on('close', on)
  })

/** A server of somebody else on a real port. */
export async function serverOf(
  answer: Parameters<typeof createServer>[1],
): Promise<{ url: string; stop(): Promise<void>; server: Server }> {
  const server = createServer(answer as never)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

type Given = { path: string; headers: Record<string, string>; bodyBytes: number | 'endless' }

/**
 * Asks with a body of its own kind: one that never ends, or one that only says how long it will be. Resolves what came
 * back, and how many bytes were taken before.
 */
export async function pour(
  url: string,
  { path, headers, bodyBytes }: Given,
): Promise<{ status: number; bytes: number }> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  let [answer, bytes] = ['', 0]
  socket.on('data', (data) => {
    answer += data.toString('latin1')
  })
  const ended = new Promise((closed) => socket.on('close', closed))
  const length = bodyBytes === 'endless' ? 'transfer-encoding: chunked' : `content-length: ${bodyBytes}`
  const lines = Object.entries({ host: `${hostname}:${port}`, ...headers }).map(([name, value]) => `${name}: ${value}`)
  socket.write(`POST ${path} HTTP/1.1\r\n${[...lines, length].join('\r\n')}\r\n\r\n`)
  while (bodyBytes === 'endless' && !socket.destroyed && answer === '' && bytes < FAR_TOO_MANY_BYTES) {
    bytes += CHUNK_BYTES
    const drained = socket.write(
      Buffer.concat([Buffer.from(`${CHUNK_BYTES.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
    )
    if (!drained) await Promise.race([new Promise((drained) => socket.once('drain', drained)), ended])
    else await new Promise((next) => setImmediate(next))
  }
  while (answer === '' && !socket.destroyed)
    await Promise.race([new Promise((came) => socket.once('data', came)), ended])
  socket.destroy()
  return { status: Number(answer.split(' ')[1] ?? 0), bytes }
}
