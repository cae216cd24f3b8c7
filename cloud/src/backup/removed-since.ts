import { HOUR_MS } from '../ingest/decoded.ts'
import { DAY_MS } from '../sealing/chunk.ts'
import type { Row } from '../store/table-rows.ts'
import type { Manifest } from './manifest.ts'
import type { PartPool } from './pool.ts'
import { sectionRows, sectionsOf } from './section-rows.ts'

/** What a policy takes a row of a table by: the column of its time and how long that is, ms. */
const REMOVED_BY: Record<string, { what: 'readings' | 'hours'; column: string; ms: number }> = {
  chunk: { what: 'readings', column: 'day', ms: DAY_MS },
  sealed_day: { what: 'readings', column: 'day', ms: DAY_MS },
  segment: { what: 'readings', column: 'hour', ms: HOUR_MS },
  batch_hour: { what: 'readings', column: 'hour', ms: HOUR_MS },
  rollup_hour: { what: 'hours', column: 'hour', ms: HOUR_MS },
}

/** What policies had taken away when the newest backup was made: of the full one under it, it must not come back. */
export class RemovedSince {
  private readonly before = new Map<string, number>()

  constructor(pool: PartPool, newest: Manifest) {
    const columns = sectionsOf(newest, 'kept_from')[0]?.columns ?? []
    const [site, what, at] = ['site', 'what', 'at'].map((name) => columns.indexOf(name))
    for (const row of sectionRows(pool, newest, 'kept_from'))
      this.before.set(`${row[site ?? -1]} ${row[what ?? -1]}`, Number(row[at ?? -1]))
  }

  /** Rows that are not among it. Those of unknown time stay. */
  remaining(table: string, columns: string[], rows: Row[]): Row[] {
    const by = REMOVED_BY[table]
    if (by === undefined || this.before.size === 0) return rows
    const [site, time] = [columns.indexOf('site'), columns.indexOf(by.column)]
    return rows.filter((row) => {
      const number = Number(row[time])
      return number < 0 || (number + 1) * by.ms > (this.before.get(`${row[site]} ${by.what}`) ?? 0)
    })
  }
}
