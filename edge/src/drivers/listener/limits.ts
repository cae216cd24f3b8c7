import type { ListenerLimits } from './tcp-listener.ts'

const MINUTE_MS = 60_000
const KIB = 1024

/** What a listener for units that dial in bears, where its protocol says nothing else. */
export const LISTENER_LIMITS: ListenerLimits = {
  connections: 1024,
  connectionsPerAddress: 512,
  strangerMs: 2 * MINUTE_MS,
  idleMs: 30 * MINUTE_MS,
  wastedBytes: 64 * KIB,
  unreadBytes: 64 * KIB,
}
