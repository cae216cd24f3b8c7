import { createHmac, timingSafeEqual } from 'node:crypto'

/** The header by which the gateway vouches for a logged-in person before Node-RED. */
export const EDITOR_PASS_HEADER = 'x-zaojun-editor-pass'
const VALID_MS = 60_000

const macOf = (secret: string, text: string): Buffer => createHmac('sha256', secret).update(text).digest()

/** A pass for `user` (an id), good for one minute: `<user>.<expires, wall ms>.<HMAC-SHA-256, hex>`. */
export function signPass(secret: string, user: string, now: number): string {
  const text = `${user}.${now + VALID_MS}`
  return `${text}.${macOf(secret, text).toString('hex')}`
}

/** The user of a pass signed with `secret` and not expired; else undefined. */
export function userOfPass(secret: string, pass: unknown, now: number): string | undefined {
  if (typeof pass !== 'string' || pass.length > 256) return undefined
  const [, user, expires, mac] = /^([a-z0-9-]{1,64})\.(\d{1,16})\.([0-9a-f]{64})$/.exec(pass) ?? []
  if (user === undefined || expires === undefined || mac === undefined) return undefined
  const isGenuine = timingSafeEqual(Buffer.from(mac, 'hex'), macOf(secret, `${user}.${expires}`))
  const until = Number(expires)
  return isGenuine && now <= until && until - now <= 2 * VALID_MS ? user : undefined
}
