import type { FLOW_SOCKET_PATH, FromFlow, ToFlow } from '@zaojun/core'

export type { FromFlow, ToFlow }
export type ToFlowOf<Type extends ToFlow['type']> = Extract<ToFlow, { type: Type }>

/** The type alone is shared, so that the packed nodes carry no schema library. */
const PATH: typeof FLOW_SOCKET_PATH = '/api/flow-socket'

/** The WebSocket address of a gateway given as people write it: `http://box.local:8970`, `https://…`, `ws://…`. */
export function socketAddress(url: string): string {
  const given = url.includes('://') ? url : `http://${url}`
  const address = new URL(given)
  const secure = address.protocol === 'https:' || address.protocol === 'wss:'
  if (!secure && address.protocol !== 'http:' && address.protocol !== 'ws:')
    throw new TypeError(`not a web address: ${url}`)
  return `${secure ? 'wss' : 'ws'}://${address.host}${address.pathname.replace(/\/$/, '')}${PATH}`
}

/** `undefined` for anything that is not a message of ours. */
export function parseMessage(text: string): ToFlow | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
      ? (value as ToFlow)
      : undefined
  } catch {
    return undefined
  }
}
