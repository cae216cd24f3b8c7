import Type, { type Static } from 'typebox'
import { Id, Sha256Hex } from './words.ts'

/** Runs of batch numbers, both ends included, ascending. */
export const Runs = Type.Array(Type.Tuple([Type.Integer({ minimum: 1 }), Type.Integer({ minimum: 1 })]), {
  maxItems: 64,
})
export type Runs = [number, number][]

/**
 * What a box signs of its ledger again and again, so that nobody can take away the newest of it unseen, on its disk or
 * at the cloud. `newest` is its newest batch (0 before the first) and `head` the SHA-256 of that envelope; `seq` its
 * newest entry. `boot` and `mono` (ms since that boot) put the heartbeats of one boot in order; `at` is UTC ms.
 */
export const Heartbeat = Type.Object(
  {
    v: Type.Literal(1),
    box: Id,
    boot: Type.String({ pattern: '^[0-9a-f]{16}$' }),
    mono: Type.Integer({ minimum: 0 }),
    at: Type.Union([Type.Integer(), Type.Null()]),
    oldest: Type.Integer({ minimum: 0 }),
    newest: Type.Integer({ minimum: 0 }),
    head: Type.Union([Sha256Hex, Type.Null()]),
    seq: Type.Integer({ minimum: 0 }),
    /** Not acknowledged yet. */
    pending: Runs,
  },
  { additionalProperties: false },
)
export type Heartbeat = Static<typeof Heartbeat>

/** Answer to `POST /v1/heartbeats`: numbers the cloud has not and the box does not count as pending. */
export const HeartbeatAnswer = Type.Object({
  missing: Runs,
  /** What this heartbeat contradicts of what the box signed before; null where all fits. */
  fault: Type.Union([Type.Enum(['behind', 'other-head'] as const), Type.Null()]),
  /** The backup from which the cloud was restored: what it was sent after that may be gone. */
  restored: Type.Optional(Type.String()),
})
export type HeartbeatAnswer = Static<typeof HeartbeatAnswer>
