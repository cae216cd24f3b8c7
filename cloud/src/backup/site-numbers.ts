import { SITE_NUMBERS } from '../store/kept-tables.ts'
import type { Cell, EngineName, Row } from '../store/table-rows.ts'
import type { Manifest } from './manifest.ts'

type Offsets = Map<number, number>

/**
 * PostgreSQL numbers series and entries within a site, the embedded store in the whole. Where a backup of the one comes
 * into the other, each site's numbers move up by what the sites before it have.
 */
export class SiteNumbers {
  private readonly offsets: Record<'series' | 'entry', Offsets> | undefined

  /** `newest`: the last backup of the chain, whose numbers reach furthest. */
  constructor(newest: Manifest, target: EngineName) {
    if (newest.engine !== 'postgres' || target !== 'sqlite') return
    const of = (table: string): Offsets => {
      let sum = 0
      const sites = Object.entries(newest.reached[table] ?? {}).sort(([a], [b]) => Number(a) - Number(b))
      return new Map(
        sites.map(([site, reached]) => {
          const offset = sum
          sum += reached
          return [Number(site), offset]
        }),
      )
    }
    this.offsets = { series: of('series'), entry: of('entry') }
  }

  /** From the backup's numbers to the store's (`1`), or back (`−1`). */
  moved(table: string, columns: string[], rows: Row[], direction: 1 | -1): Row[] {
    const [column, count] = Object.entries(SITE_NUMBERS[table] ?? {})[0] ?? []
    if (this.offsets === undefined || column === undefined || count === undefined) return rows
    const offsets = this.offsets[count]
    const [site, at] = [columns.indexOf('site'), columns.indexOf(column)]
    return rows.map((row) => {
      const offset = offsets.get(Number(row[site])) ?? 0
      return row.with(at, movedBy(row[at], direction * offset))
    })
  }
}

/** A number, or a list of them as JSON. */
function movedBy(cell: Cell | undefined, offset: number): Cell {
  if (typeof cell !== 'string') return Number(cell) + offset
  return JSON.stringify((JSON.parse(cell) as number[]).map((number) => number + offset))
}
