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
import { takeLease } from './leases.ts'
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

/** Places for what waits where this aggregator leads; what another has placed where it does not. */
export function sequenceAsLeader(sessions: Sessions, holder: string, request: SequenceRequest): Promise<Sequenced> {
  return sessions.write(async (session) => {
    const before = await newestGeneration(session)
    // Who begins a new log knows that the old one has lost its tail: whoever leads must not go on with that.
    const begins = before > 0 && request.generation > before
    const leads = await takeLease(session, { name: 'sequencer', holder, seconds: LEASE_SECONDS }, begins)
    const newest = leads ? await newestGeneration(session) : before
    if (leads && newest <= request.generation) return sequence(session, request, waitingBatches(session))
    const size = await sizeOf(session, request.generation)
    const leaves = await leavesFrom(session, request.generation, size)
    return { from: size, size, ...leaves, more: false, generation: Math.max(newest, request.generation), leads: false }
  })
}

const newestGeneration = async (session: Session): Promise<number> =>
  (await session.first(sql<{ newest: number }>`SELECT coalesce(max(generation), 0) AS newest FROM leaf`))?.newest ?? 0
