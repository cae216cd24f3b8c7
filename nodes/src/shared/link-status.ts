import type { LinkState } from './gateway-link.ts'
import { type Status, statusOf, type Translate } from './status.ts'

/** Attempts after which a lost gateway is called offline rather than connecting. */
const ATTEMPTS_BEFORE_OFFLINE = 3

/** What the connection alone says; undefined while it is up. Refused logins are configuration errors. */
export function linkStatus(translate: Translate, link: LinkState | undefined): Status | undefined {
  if (link === undefined) return statusOf.unset(translate, 'no-gateway')
  if (link.state === 'online') return undefined
  if (link.code === 'FLOW_TOKEN_REFUSED') return statusOf.wrong(translate, 'token-refused')
  if (link.attempt > ATTEMPTS_BEFORE_OFFLINE) return statusOf.offline(translate, 'gateway-offline', link.since)
  return statusOf.connecting(translate, Math.max(1, link.attempt))
}
