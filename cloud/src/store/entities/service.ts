import { sql } from 'kysely'
import type { Queries } from '../queries.ts'
import type { ServiceSpan, ServiceState, ServiceWindow } from '../service.ts'

/** Where a window ended early, it ended then; one ended before it began was none. */
const endOf = sql<number>`coalesce(ended_at, to_at)`

export function serviceReads({ build, all, first }: Queries) {
  return {
    async serviceSpans(query: { first: number; last: number }): Promise<ServiceSpan[]> {
      const spans = build
        .selectFrom('service_span')
        .select(['aggregator', 'state', 'first', 'last'])
        .where('first', '<=', query.last)
        .where('last', '>=', query.first)
        .orderBy('first')
        .orderBy('aggregator')
      return (await all(spans)) as ServiceSpan[]
    },

    async firstServiceSlot(): Promise<number | null> {
      const earliest = build.selectFrom('service_span').select(({ fn }) => fn.min('first').as('slot'))
      return (await first(earliest))?.slot ?? null
    },

    async serviceWindows({ from, to }: { from: number; to: number }): Promise<ServiceWindow[]> {
      const windows = build
        .selectFrom('service_maintenance')
        .select(['id', 'from_at as from', endOf.as('to'), 'reason', 'by', 'created_at as createdAt'])
        .where('from_at', '<', to)
        .where(endOf, '>', from)
        .where(({ eb }) => eb(endOf, '>', eb.ref('from_at')))
        .orderBy('from_at')
        .orderBy('id')
      return all(windows)
    },
  }
}

export function serviceWrites({ build, first, run }: Queries) {
  return {
    async sampleService(sample: { aggregator: string; state: ServiceState; slot: number }): Promise<void> {
      const { aggregator, state, slot } = sample
      const newest = build
        .selectFrom('service_span')
        .select(['state', 'first', 'last'])
        .where('aggregator', '=', aggregator)
        .orderBy('first', 'desc')
        .limit(1)
      const span = await first(newest)
      // A clock that was set back says nothing new.
      if (span !== undefined && span.last >= slot) return
      if (span?.state === state && span.last === slot - 1) {
        const longer = build.updateTable('service_span').set({ last: slot })
        await run(longer.where('aggregator', '=', aggregator).where('first', '=', span.first))
        return
      }
      const fresh = build.insertInto('service_span').values({ aggregator, state, first: slot, last: slot })
      await run(fresh.onConflict((conflict) => conflict.doNothing()))
    },

    async forgetService({ slot, at }: { slot: number; at: number }): Promise<void> {
      await run(build.deleteFrom('service_span').where('last', '<', slot))
      await run(build.deleteFrom('service_maintenance').where('to_at', '<', at))
    },

    async addServiceWindow({ id, from, to, reason, by, createdAt }: ServiceWindow): Promise<void> {
      const row = { id, from_at: from, to_at: to, reason, by, created_at: createdAt, ended_at: null }
      await run(build.insertInto('service_maintenance').values(row))
    },

    async endServiceWindow({ id, at }: { id: string; at: number }): Promise<boolean> {
      const end = build
        .updateTable('service_maintenance')
        .set({ ended_at: at })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .where('to_at', '>', at)
      return (await run(end)) === 1
    },
  }
}
