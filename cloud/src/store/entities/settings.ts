import type { Queries } from '../queries.ts'

const LOG = 'log'

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
