import { sql } from 'kysely'
import {
  leavesFrom,
  type SequenceRequest,
  sequence,
  sizeOf,
  type Waiting,
  type WaitingBatch,
} from '../entities/leaves.ts'
import type { Sequenced } from '../store.ts'
import { int4Array, int8Array } from './binary.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'

/** A sequencer that says nothing for so long has lost the lease. */
const LEASE_SECONDS = 5

const waitingBatches = (session: Session): Waiting => ({
  take: (limit) =>
    session.all(
      sql<WaitingBatch>`SELECT NULL AS "row", leaf_waiting.site, leaf_waiting.box, box.id, n, digest
        FROM leaf_waiting JOIN box ON box.no = leaf_waiting.box
        ORDER BY leaf_waiting.received_at, leaf_waiting.site, leaf_waiting.box, n LIMIT ${limit}`,
    ),
  async placed(batches) {
    await session.plain(
      `DELETE FROM leaf_waiting USING unnest($1::int[], $2::int[], $3::bigint[]) AS placed (site, box, n)
       WHERE leaf_waiting.site = placed.site AND leaf_waiting.box = placed.box AND leaf_waiting.n = placed.n`,
      [
        int4Array(batches.map(({ site }) => site)),
        int4Array(batches.map(({ box }) => box)),
        int8Array(batches.map(({ n }) => n)),
      ],
    )
  },
})

/** Takes the lease or renews it; false where another has it, which is looked at without waiting for that one. */
async function lead(session: Session, holder: string): Promise<boolean> {
  const isFree = async (lock: '' | 'FOR UPDATE') => {
    const { rows } = await session.plain(
      `SELECT coalesce(holder, '') IN ('', $1) OR until < clock_timestamp() AS free FROM lease
       WHERE name = 'sequencer' ${lock}`,
      [holder],
    )
    return (rows[0] as { free: boolean } | undefined)?.free === true
  }
  // The row lock, which the second look takes, lasts as long as the transaction.
  if (!(await isFree('')) || !(await isFree('FOR UPDATE'))) return false
  await session.plain(
    `UPDATE lease SET holder = $1, until = now() + make_interval(secs => $2) WHERE name = 'sequencer'`,
    [holder, LEASE_SECONDS],
  )
  return true
}

/** Places for what waits where this aggregator leads; what another has placed where it does not. */
export function sequenceAsLeader(sessions: Sessions, holder: string, request: SequenceRequest): Promise<Sequenced> {
  return sessions.write(async (session) => {
    if (await lead(session, holder)) return sequence(session, request, waitingBatches(session))
    const size = await sizeOf(session, request.generation)
    return { from: size, size, ...(await leavesFrom(session, request.generation, size)), more: false }
  })
}

/** Lets another lead at once. */
export const stepDown = (sessions: Sessions, holder: string): Promise<unknown> =>
  sessions.write((session) =>
    session.run(sql`UPDATE lease SET holder = NULL, until = NULL WHERE name = 'sequencer' AND holder = ${holder}`),
  )
