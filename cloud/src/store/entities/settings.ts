import type { Queries } from '../queries.ts'
import type { Restored } from '../store.ts'

const LOG = 'log'
/** Written by a restore. */
export const RESTORED = 'restored'

export function settingReads({ build, first }: Queries) {
  return {
    /** What the store was restored from last; null where it never was. */
    async restored(): Promise<Restored | null> {
      const row = await first(build.selectFrom('setting').select('value').where('key', '=', RESTORED))
      return row === undefined ? null : (JSON.parse(row.value) as Restored)
    },
  }
}

export function settingWrites({ build, first, run }: Queries) {
  return {
    /** Writes down whose log the store belongs to, once; resolves whose it is. */
    async claimLog(log: string): Promise<string> {
      await run(
        build
          .insertInto('setting')
          .values({ key: LOG, value: log })
          .onConflict((conflict) => conflict.doNothing()),
      )
      return (await first(build.selectFrom('setting').select('value').where('key', '=', LOG)))?.value ?? log
    },
  }
}
