import { socketAddress } from '../shared/wire.ts'

export type Target = { address: string; token: string }

/**
 * Where to connect: the URL and token of the node, or, where both are left empty, this box
 * (`ZAOJUN_GATEWAY_URL`, `ZAOJUN_FLOW_TOKEN`, set for the Node-RED of a box). `problem` is a status key.
 */
export function targetOf(
  given: { url: string; token: string },
  env: Record<string, string | undefined>,
): Target | { problem: 'no-address' | 'no-token' | 'bad-address' } {
  const local = given.url === ''
  const url = local ? (env.ZAOJUN_GATEWAY_URL ?? '') : given.url
  const token = given.token === '' && local ? (env.ZAOJUN_FLOW_TOKEN ?? '') : given.token
  if (url === '') return { problem: 'no-address' }
  if (token === '') return { problem: 'no-token' }
  try {
    return { address: socketAddress(url), token }
  } catch {
    return { problem: 'bad-address' }
  }
}
