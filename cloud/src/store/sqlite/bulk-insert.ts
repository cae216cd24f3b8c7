import type { Connection } from './database.ts'

/** Rows of one statement: a third less work than one row each. */
const ROWS_AT_ONCE = 25

export type Cell = number | string | null | Uint8Array

/** Gathers rows for `INSERT INTO <table> VALUES … <tail>`; `flush` writes those that do not fill a statement. */
export class BulkInsert {
  private readonly connection: Connection
  private readonly one: string
  private readonly many: string
  private readonly columns: number
  private cells: Cell[] = []

  constructor(connection: Connection, table: string, columns: number, tail = '') {
    const row = `(${Array(columns).fill('?').join(', ')})`
    this.connection = connection
    this.columns = columns
    this.one = `INSERT INTO ${table} VALUES ${row} ${tail}`
    this.many = `INSERT INTO ${table} VALUES ${Array(ROWS_AT_ONCE).fill(row).join(', ')} ${tail}`
  }

  /** One row: exactly the table's columns. */
  add(...row: Cell[]): void {
    this.cells.push(...row)
    if (this.cells.length < ROWS_AT_ONCE * this.columns) return
    this.connection.prepare(this.many).run(this.cells)
    this.cells = []
  }

  flush(): void {
    const statement = this.connection.prepare(this.one)
    for (let start = 0; start < this.cells.length; start += this.columns)
      statement.run(this.cells.slice(start, start + this.columns))
    this.cells = []
  }

  forget(): void {
    this.cells = []
  }
}
