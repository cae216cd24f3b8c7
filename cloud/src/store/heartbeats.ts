import type { Heartbeat, HeartbeatAnswer, Runs } from '@zaojun/core'

/** A verified heartbeat as it came. */
export type HeartbeatRequest = { heartbeat: Heartbeat; envelope: Uint8Array; receivedAt: number }

/** A hole a box has explained by a signed `gap` with this seq. */
export type ExplainedHole = { first: number; last: number; seq: number; reason: string }

/** What a box last signed of itself; `fault`: what it contradicts of what the box signed before. */
export type HeartbeatState = Pick<Heartbeat, 'newest' | 'head' | 'seq' | 'at' | 'pending'> & {
  receivedAt: number
  fault: HeartbeatAnswer['fault']
  /** The newest batch it has ever signed for. */
  claimed: number
}

/** What boxes sign of their ledgers, so that deletion of the newest shows. */
export interface HeartbeatStore {
  /** An older one of the same boot changes nothing. Resolves what the box has that is missing here. */
  heartbeat(request: HeartbeatRequest): Promise<{ missing: Runs; fault: HeartbeatAnswer['fault'] }>
  /** The newest one of a box of the site, as it was signed. */
  heartbeatEnvelope(site: string, box: string): Promise<Uint8Array | null>
}
