import { migrate } from './migrate.ts'
import { makePartitions } from './partitions.ts'
import { Primary, type PrimaryOptions } from './primary.ts'
import { Sessions } from './sessions.ts'

/** One works, one is asked how the server stands. */
const CONNECTIONS = 2
const START_MS = 10_000

/**
 * Brings the tables up to date and makes partitions ready, on connections of its own that nothing cuts off: to move all rows,
 * or to wait for another aggregator that does, takes as long as it takes. Throws `STORE_…`.
 */
export async function upgrade(
  options: Omit<PrimaryOptions, 'connections' | 'statementMs'>,
  now: number,
): Promise<void> {
  const primary = new Primary({ ...options, connections: CONNECTIONS, statementMs: 0 })
  try {
    await primary.start(START_MS)
    const sessions = new Sessions(primary)
    await migrate(sessions)
    await makePartitions(sessions, now)
  } finally {
    await primary.stop()
  }
}
