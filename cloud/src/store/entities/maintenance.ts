import { knownSiteNo, type Queries, siteNo } from '../queries.ts'
import type { MaintenanceWindow } from '../store.ts'

/** Windows of maintenance: their times are UTC ms. */
export function maintenanceReads(queries: Queries) {
  const { build, all } = queries
  return {
    /** Windows that are not over at `now`, of one site or of all. */
    async maintenance({ site, now }: { site: string | null; now: number }): Promise<MaintenanceWindow[]> {
      let select = build
        .selectFrom('maintenance')
        .innerJoin('site', 'site.no', 'maintenance.site')
        .select(['site.id as site', 'maintenance.id', 'from_at as from', 'to_at as to', 'reason', 'by'])
        .select('maintenance.created_at as createdAt')
        .where('ended_at', 'is', null)
        .where('to_at', '>', now)
        .orderBy('from_at')
      if (site !== null) select = select.where('maintenance.site', '=', await siteNo(queries, site))
      return all(select)
    },
  }
}

export function maintenanceWrites(queries: Queries) {
  const { build, run } = queries
  return {
    async addMaintenance({ site, id, from, to, reason, by, createdAt }: MaintenanceWindow): Promise<void> {
      const no = await knownSiteNo(queries, site)
      const row = { site: no, id, from_at: from, to_at: to, reason, by, created_at: createdAt, ended_at: null }
      await run(build.insertInto('maintenance').values(row))
    },

    /** False where there is none that is not over. */
    async endMaintenance({ site, id, at }: { site: string; id: string; at: number }): Promise<boolean> {
      const end = build
        .updateTable('maintenance')
        .set({ ended_at: at })
        .where('site', '=', await siteNo(queries, site))
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .where('to_at', '>', at)
      return (await run(end)) === 1
    },
  }
}
