import { createHash, timingSafeEqual } from 'node:crypto'

/** SHA-256 first; MD5 because many terminals know nothing else. */
export const DIGEST_ALGORITHMS = ['SHA-256', 'MD5'] as const
const HASHES: Record<string, string> = { 'SHA-256': 'sha256', MD5: 'md5' }
const PAIR = /([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))\s*(?:,|$)/giy

/** What an `Authorization: Digest` header says (RFC 7616 §3.4). `count` is undefined where it has no `qop`. */
export type DigestAnswer = {
  algorithm: string
  username: string
  realm: string
  nonce: string
  uri: string
  response: string
  cnonce: string
  nc: string
  count: number | undefined
}

/** The header's parameters; undefined where they are no answer to our challenge. */
export function digestAnswer(parameters: string): DigestAnswer | undefined {
  const given = new Map<string, string>()
  PAIR.lastIndex = 0
  for (let match = PAIR.exec(parameters); match !== null; match = PAIR.exec(parameters)) {
    const [, name = '', quoted, bare] = match
    given.set(name.toLowerCase(), quoted === undefined ? (bare ?? '') : quoted.replaceAll(/\\(.)/g, '$1'))
    while (parameters[PAIR.lastIndex] === ' ') PAIR.lastIndex++
  }
  const of = (name: string) => given.get(name) ?? ''
  const algorithm = (given.get('algorithm') ?? 'MD5').toUpperCase()
  const qop = given.get('qop')
  if (HASHES[algorithm] === undefined || (qop !== undefined && qop !== 'auth')) return undefined
  if (qop !== undefined && !/^[0-9a-f]{8}$/i.test(of('nc'))) return undefined
  return {
    algorithm,
    username: of('username'),
    realm: of('realm'),
    nonce: of('nonce'),
    uri: of('uri'),
    response: of('response').toLowerCase(),
    cnonce: of('cnonce'),
    nc: of('nc'),
    count: qop === undefined ? undefined : Number.parseInt(of('nc'), 16),
  }
}

/** The response whoever knows the password would give. */
export function digestResponse(answer: DigestAnswer, method: string, password: string): string {
  const hash = (text: string) =>
    createHash(HASHES[answer.algorithm] ?? 'md5')
      .update(text)
      .digest('hex')
  const { username, realm, nonce, nc, cnonce, uri, count } = answer
  const secret = hash(`${username}:${realm}:${password}`)
  const asked = hash(`${method}:${uri}`)
  return hash(count === undefined ? `${secret}:${nonce}:${asked}` : `${secret}:${nonce}:${nc}:${cnonce}:auth:${asked}`)
}

/** Whether two texts are the same, in a time that does not depend on where they differ. */
export function sameText(one: string, other: string): boolean {
  const print = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(print(one), print(other))
}
