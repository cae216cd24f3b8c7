import { sql } from 'kysely'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'

export type Lease = { name: string; holder: string; seconds: number }

/**
 * Takes the lease or renews it; false where another has it, which is looked at without waiting for that one. A holder
 * that says nothing for so many seconds has lost it. `anyway`: also where another has it.
 */
export async function takeLease(session: Session, { name, holder, seconds }: Lease, anyway = false): Promise<boolean> {
  const isFree = async (lock: '' | 'FOR UPDATE') => {
    const { rows } = await session.plain(
      `SELECT coalesce(holder, '') IN ('', $2) OR until < clock_timestamp() AS free FROM lease WHERE name = $1 ${lock}`,
      [name, holder],
    )
    return (rows[0] as { free: boolean } | undefined)?.free
  }
  const seen = await isFree('')
  if (seen === undefined) await session.run(sql`INSERT INTO lease (name) VALUES (${name}) ON CONFLICT DO NOTHING`)
  // The row lock, which the second look takes, lasts as long as the transaction.
  if ((seen === false && !anyway) || ((await isFree('FOR UPDATE')) !== true && !anyway)) return false
  await session.plain(`UPDATE lease SET holder = $2, until = now() + make_interval(secs => $3) WHERE name = $1`, [
    name,
    holder,
    seconds,
  ])
  return true
}

/** Lets others lead at once. */
export const endLeases = (sessions: Sessions, holder: string): Promise<unknown> =>
  sessions.write(async (session) => {
    await session.run(sql`UPDATE lease SET holder = NULL, until = NULL WHERE holder = ${holder}`)
    await session.run(sql`DELETE FROM watcher WHERE holder = ${holder}`)
  })
