import { sql } from 'kysely'
import type { PublishedCheckpoint, SharingStore } from '../sharing.ts'
import { takeLease } from './leases.ts'
import type { Sessions } from './sessions.ts'

/** What aggregators say to each other through tables. Times are the database's own: theirs may differ. */
export function sharingOver(sessions: Sessions, holder: string): SharingStore {
  return {
    isShared: true,

    lead: (job, seconds) => sessions.write((session) => takeLease(session, { name: job, holder, seconds })),

    sayWatched: (sites, seconds) =>
      sessions.write(async (session) => {
        await session.plain(
          `DELETE FROM watcher WHERE until < now() - interval '1 min' OR
            holder = $1 AND site NOT IN (SELECT no FROM site WHERE id = ANY ($2::text[]))`,
          [holder, sites],
        )
        await session.plain(
          `INSERT INTO watcher (site, holder, until)
           SELECT no, $1, now() + make_interval(secs => $3) FROM site WHERE id = ANY ($2::text[]) ORDER BY no
           ON CONFLICT (site, holder) DO UPDATE SET until = excluded.until`,
          [holder, sites, seconds],
        )
      }),

    watchedElsewhere: () =>
      sessions.read(async ({ all }) => {
        const rows = await all(
          sql<{ id: string }>`SELECT DISTINCT site.id FROM watcher JOIN site ON site.no = watcher.site
            WHERE until > clock_timestamp() AND holder <> ${holder}`,
        )
        return rows.map(({ id }) => id)
      }),

    boxesChangedLately: () =>
      sessions.read(async ({ all }) => {
        const rows = await all(
          sql<{ id: string }>`SELECT box.id FROM box_change JOIN box ON box.no = box_change.box
            WHERE changed_at > clock_timestamp() - interval '1 min'`,
        )
        return rows.map(({ id }) => id)
      }),

    checkpoint: () =>
      sessions.read(async ({ first }) => {
        const newest = sql<PublishedCheckpoint>`SELECT generation, size, note FROM checkpoint ORDER BY generation DESC LIMIT 1`
        return (await first(newest)) ?? null
      }),

    publishCheckpoint: ({ generation, size, note }) =>
      sessions.write(async (session) => {
        await session.plain(
          `INSERT INTO checkpoint (generation, size, note) VALUES ($1, $2, $3)
           ON CONFLICT (generation) DO UPDATE SET size = excluded.size, note = excluded.note
           WHERE checkpoint.size < excluded.size
             OR checkpoint.size = excluded.size AND octet_length(checkpoint.note) < octet_length(excluded.note)`,
          [generation, size, Buffer.from(note)],
        )
      }),
  }
}
