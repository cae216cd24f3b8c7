import type Database from 'better-sqlite3'
import type { Cell } from './rows.ts'

/** Rows a statement carries: most of what a row costs is the statement around it. */
const ROWS_A_STATEMENT = 25

/** Inserts many rows of one table with few statements. */
export class BulkInsert {
  private readonly columns: number
  private readonly many: Database.Statement
  private readonly one: Database.Statement

  /** `into`: `INSERT INTO entry`, of a table with `columns` columns. */
  constructor(db: Database.Database, into: string, columns: number) {
    const row = `(${Array(columns).fill('?').join(', ')})`
    this.columns = columns
    this.one = db.prepare(`${into} VALUES ${row}`)
    this.many = db.prepare(`${into} VALUES ${Array(ROWS_A_STATEMENT).fill(row).join(', ')}`)
  }

  /** `cells`: the rows one after another. */
  run(cells: Cell[]): void {
    const step = this.columns * ROWS_A_STATEMENT
    let at = 0
    for (; at + step <= cells.length; at += step) this.many.run(cells.slice(at, at + step))
    for (; at < cells.length; at += this.columns) this.one.run(cells.slice(at, at + this.columns))
  }
}
