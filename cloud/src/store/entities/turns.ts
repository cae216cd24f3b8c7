import { sql } from 'kysely'
import type { Queries } from '../queries.ts'

/**
 * A job of a site in somebody's hands: `at` and `until` UTC ms. Whoever shares the store leaves it alone until then; what is
 * written under it holds the row, so that a holder who slept too long changes nothing.
 */
export type Turn = { site: number; job: string; holder: string; at: number; until: number }

export function turnWrites({ run }: Queries) {
  return {
    /** True where the turn is the holder's now; a turn of its own is prolonged. */
    takeTurn: async ({ site, job, holder, at, until }: Turn): Promise<boolean> =>
      (await run(
        sql`INSERT INTO turn (site, job, holder, until) VALUES (${site}, ${job}, ${holder}, ${until})
          ON CONFLICT (site, job) DO UPDATE SET holder = excluded.holder, until = excluded.until
          WHERE turn.holder IS NULL OR turn.holder = excluded.holder OR turn.until < ${at}`,
      )) === 1,

    async endTurn({ site, job, holder }: Pick<Turn, 'site' | 'job' | 'holder'>): Promise<void> {
      await run(
        sql`UPDATE turn SET holder = NULL, until = NULL WHERE site = ${site} AND job = ${job} AND holder = ${holder}`,
      )
    },
  }
}

/** Prolongs the turn inside the transaction that works under it; false where it is another's by now. */
export const holdsTurn = async ({ run }: Queries, { site, job, holder, until }: Turn): Promise<boolean> =>
  (await run(sql`UPDATE turn SET until = ${until} WHERE site = ${site} AND job = ${job} AND holder = ${holder}`)) === 1
