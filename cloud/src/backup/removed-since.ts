import { HOUR_MS } from '../ingest/decoded.ts'
import { DAY_MS } from '../sealing/chunk.ts'
import { keepingOf } from '../store/kept-tables.ts'
import type { Row } from '../store/table-rows.ts'
import type { Manifest } from './manifest.ts'
import type { PartPool } from './pool.ts'
import { sectionRows, sectionsOf } from './section-rows.ts'

/** Of what a column of time counts, ms. */
export const MS_OF = { hour: HOUR_MS, day: DAY_MS } as const

/** Tables from which a policy takes away readings; of telemetry the others hold sums, or marks of them. */
const READINGS = new Set(['chunk', 'sealed_day', 'segment', 'batch_hour'])

/** From when on each site kept what, ms, at the time of a backup; 0: from the beginning. */
export class KeptFrom {
  private readonly before = new Map<string, number>()

  constructor(pool: PartPool, backup: Manifest) {
    const columns = sectionsOf(backup, 'kept_from')[0]?.columns ?? []
    const [site, what, at] = ['site', 'what', 'at'].map((name) => columns.indexOf(name))
    for (const row of sectionRows(pool, backup, 'kept_from'))
      this.before.set(`${row[site ?? -1]} ${row[what ?? -1]}`, Number(row[at ?? -1]))
  }

  get isAll(): boolean {
    return this.before.size === 0
  }

  at(site: string, what: 'readings' | 'hours'): number {
    return this.before.get(`${site} ${what}`) ?? 0
  }
}

/** What policies had taken away when the newest backup was made: of the full one under it, it must not come back. */
export class RemovedSince {
  private readonly kept: KeptFrom

  constructor(pool: PartPool, newest: Manifest) {
    this.kept = new KeptFrom(pool, newest)
  }

  /** Rows of the full backup that are not among it. Those of unknown time stay. */
  remaining(table: string, columns: string[], rows: Row[]): Row[] {
    const unfolded = this.unfolded(table, columns, rows)
    if (!READINGS.has(table)) return unfolded
    return this.since(table, columns, unfolded, (end, _start, site) => end > this.kept.at(site, 'readings'))
  }

  /** Rows of hours that were not folded into days; what is to come of those the newest backup holds itself. */
  unfolded(table: string, columns: string[], rows: Row[]): Row[] {
    return this.since(table, columns, rows, (_end, start, site) => start >= this.kept.at(site, 'hours'))
  }

  private since(
    table: string,
    columns: string[],
    rows: Row[],
    isKept: (end: number, start: number, site: string) => boolean,
  ): Row[] {
    const keeping = keepingOf(table)
    if (keeping?.keep !== 'telemetry' || this.kept.isAll) return rows
    const [site, time] = [columns.indexOf('site'), columns.indexOf(keeping.time)]
    const ms = MS_OF[keeping.time]
    return rows.filter((row) => {
      const number = Number(row[time])
      return number < 0 || isKept((number + 1) * ms, number * ms, String(row[site]))
    })
  }
}
