import type { Queries } from '../queries.ts'
import type { SiteRecord } from '../store.ts'

export function siteReads({ build, all, first }: Queries) {
  const sites = build.selectFrom('site').select(['id', 'name', 'time_zone as timeZone', 'created_at as createdAt'])
  return {
    site: async (id: string): Promise<SiteRecord | null> => (await first(sites.where('id', '=', id))) ?? null,
    sites: (): Promise<SiteRecord[]> => all(sites.orderBy('id')),
  }
}

export function siteWrites({ build, run }: Queries) {
  return {
    /** False where there is one by that id. */
    async createSite({ id, name, timeZone, createdAt }: SiteRecord): Promise<boolean> {
      const insert = build.insertInto('site').values({ id, name, time_zone: timeZone, created_at: createdAt })
      return (await run(insert.onConflict((conflict) => conflict.doNothing()))) === 1
    },
  }
}
