import { createHash } from 'node:crypto'
import { Agent, type IncomingMessage, request } from 'node:http'

const HOST = '127.0.0.1'
const TIMEOUT_MS = 5_000

export type Posted = { method: 'GET' | 'POST'; path: string; type?: string; body?: Uint8Array }
export type Answered = { status: number; text: string }
/** How a unit proves itself: digest as terminals do, or the secret as a bearer token. */
export type Proving = { secret: string | undefined; by: 'digest' | 'bearer' }

/** The HTTP side of a simulated unit: one connection kept open, the challenge answered, its nonce used on. */
export class PushClient {
  private readonly port: number
  private readonly proving: Proving
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 })
  private challenge: Map<string, string> | undefined
  private count = 0

  constructor(port: number, proving: Proving) {
    this.port = port
    this.proving = proving
  }

  stop(): void {
    this.agent.destroy()
  }

  /** Rejects where nobody answers. */
  async send(posted: Posted): Promise<Answered> {
    const first = await this.once(posted)
    if (first.status !== 401 || this.challenge === undefined) return first
    return this.once(posted)
  }

  private async once({ method, path, type, body }: Posted): Promise<Answered> {
    const headers: Record<string, string> = {
      'content-length': String(body?.length ?? 0),
      ...(type === undefined ? {} : { 'content-type': type }),
      ...this.authorization(method, path),
    }
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const asked = request({
      host: HOST,
      port: this.port,
      method,
      path,
      headers,
      agent: this.agent,
      timeout: TIMEOUT_MS,
    })
    asked.on('response', resolve)
    asked.on('error', reject)
    asked.on('timeout', () => asked.destroy(new Error('no answer')))
    asked.end(body)
    const response = await promise
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    if (response.statusCode === 401) this.challenge = digestChallenge(response)
    return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }
  }

  private authorization(method: string, uri: string): Record<string, string> {
    const { secret, by } = this.proving
    if (secret === undefined || secret.startsWith('from:')) return {}
    if (by === 'bearer') return { authorization: `Bearer ${secret}` }
    if (this.challenge === undefined) return {}
    const [user, password] = secret.includes(':') ? secret.split(':', 2) : ['admin', secret]
    const realm = this.challenge.get('realm') ?? ''
    const nonce = this.challenge.get('nonce') ?? ''
    const algorithm = this.challenge.get('algorithm') ?? 'MD5'
    const nc = (++this.count).toString(16).padStart(8, '0')
    const hash = (text: string) =>
      createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
        .update(text)
        .digest('hex')
    const cnonce = hash(`${nonce}${nc}`).slice(0, 16)
    const inner = `${nonce}:${nc}:${cnonce}:auth`
    const response = hash(`${hash(`${user}:${realm}:${password}`)}:${inner}:${hash(`${method}:${uri}`)}`)
    const quoted = { username: user, realm, nonce, uri, cnonce, response }
    const pairs = Object.entries(quoted).map(([name, value]) => `${name}="${value}"`)
    return { authorization: `Digest ${pairs.join(', ')}, algorithm=${algorithm}, qop=auth, nc=${nc}` }
  }
}

/** The last Digest challenge: MD5, as most terminals take it. */
function digestChallenge({ rawHeaders }: IncomingMessage): Map<string, string> | undefined {
  const offered = rawHeaders.filter((_text, index) => rawHeaders[index - 1]?.toLowerCase() === 'www-authenticate')
  const chosen = offered.findLast((text) => text.startsWith('Digest '))
  if (chosen === undefined) return undefined
  const pairs = chosen.slice('Digest '.length).matchAll(/([a-z]+)="?([^",]*)"?/g)
  return new Map([...pairs].map(([, name = '', value = '']) => [name, value]))
}
