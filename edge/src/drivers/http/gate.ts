import type { IncomingMessage } from 'node:http'
import { DIGEST_ALGORITHMS, digestAnswer, digestResponse, sameText } from './digest.ts'
import { Nonces } from './nonces.ts'

const FROM = 'from:'
const IPV4_MAPPED = '::ffff:'

export type GateOptions = {
  realm: string
  /** Names of the secrets that may be proved here. */
  names(): string[]
  secret(name: string): string | undefined
  /** Monotonic ms. */
  now(): number
}
/** The names of the secrets a request proved to know. `stale`: it did, with a nonce that is used up. */
export type Proof = { proved: ReadonlySet<string>; stale: boolean }

export const peerOf = ({ socket }: Pick<IncomingMessage, 'socket'>): string =>
  (socket.remoteAddress ?? '').replace(IPV4_MAPPED, '')

/**
 * Checks who calls. A secret is a password or token, `user:password` where the name counts too, or
 * `from:192.168.1.20` (comma-separated) for terminals that can do neither: then the address is the only proof.
 */
export class Gate {
  private readonly options: GateOptions
  private readonly nonces: Nonces

  constructor(options: GateOptions) {
    this.options = options
    this.nonces = new Nonces(options.now)
  }

  /** Every secret is tried, found or not: the time says nothing. */
  prove(request: Pick<IncomingMessage, 'headers' | 'method' | 'url' | 'socket'>): Proof {
    const [, scheme = '', parameters = ''] = /^(\S+)\s+(.*)$/.exec(request.headers.authorization ?? '') ?? []
    const kind = scheme.toLowerCase()
    if (kind === 'digest') return this.digest(parameters, request)
    const knows =
      kind === 'basic'
        ? basicCheck(parameters)
        : kind === 'bearer'
          ? (secret: string) => sameText(secret, parameters.trim())
          : () => false
    const peer = peerOf(request)
    return { proved: this.matching((secret) => knows(secret) || comesFrom(secret, peer)), stale: false }
  }

  /** What is asked for, the strongest first. */
  challenges(stale: boolean): string[] {
    const { realm } = this.options
    const nonce = this.nonces.issue()
    const rest = `realm="${realm}", qop="auth", nonce="${nonce}"${stale ? ', stale=true' : ''}`
    return [...DIGEST_ALGORITHMS.map((algorithm) => `Digest ${rest}, algorithm=${algorithm}`), `Basic realm="${realm}"`]
  }

  private digest(parameters: string, { method = '', url = '' }: Pick<IncomingMessage, 'method' | 'url'>): Proof {
    const none: Proof = { proved: new Set(), stale: false }
    const answer = digestAnswer(parameters)
    if (answer === undefined || answer.realm !== this.options.realm || !isSameTarget(answer.uri, url)) return none
    const proved = this.matching((secret) => {
      const { user, password } = credentials(secret)
      const named = user === undefined || sameText(user, answer.username)
      return sameText(digestResponse(answer, method, password), answer.response) && named
    })
    if (proved.size === 0) return none
    return this.nonces.spend(answer.nonce, answer.count) ? { proved, stale: false } : { ...none, stale: true }
  }

  private matching(fits: (secret: string) => boolean): Set<string> {
    const proved = new Set<string>()
    for (const name of this.options.names()) {
      const secret = this.options.secret(name)
      if (secret !== undefined && secret !== '' && fits(secret)) proved.add(name)
    }
    return proved
  }
}

function credentials(secret: string): { user: string | undefined; password: string } {
  const split = secret.indexOf(':')
  return split === -1
    ? { user: undefined, password: secret }
    : { user: secret.slice(0, split), password: secret.slice(split + 1) }
}

function basicCheck(parameters: string): (secret: string) => boolean {
  const given = Buffer.from(parameters.trim(), 'base64').toString('utf8')
  const split = given.indexOf(':')
  return (secret) => {
    const { user } = credentials(secret)
    return split !== -1 && sameText(secret, user === undefined ? given.slice(split + 1) : given)
  }
}

const comesFrom = (secret: string, peer: string): boolean =>
  secret.startsWith(FROM) &&
  secret
    .slice(FROM.length)
    .split(',')
    .some((address) => address.trim() === peer)

/** Some terminals write the whole address into `uri`. */
const isSameTarget = (uri: string, url: string): boolean =>
  uri === url || (/^https?:\/\/[^/]+\//i.test(uri) && uri.replace(/^https?:\/\/[^/]+/i, '') === url)
