import { CODE_MS, hashToken, newCode, normalCode } from './auth/tokens.ts'
import type { Cloud } from './cloud.ts'

export type Provision = { id: string; name: string; timeZone: string }

/** Adds the site if there is none by that id, and makes a one-time code for one box. */
export async function provision(
  { store, now }: Pick<Cloud, 'store' | 'now'>,
  { id, name, timeZone }: Provision,
): Promise<{ code: string; expiresAt: number }> {
  await store.createSite({ id, name, timeZone, createdAt: now() })
  return makeCode({ store, now }, id)
}

/** A one-time code for a site that exists. Only its hash is kept. */
export async function makeCode({ store, now }: Pick<Cloud, 'store' | 'now'>, site: string) {
  const code = newCode()
  const expiresAt = now() + CODE_MS
  await store.createCode({ hash: hashToken(normalCode(code)), site, expiresAt })
  return { code, expiresAt }
}
