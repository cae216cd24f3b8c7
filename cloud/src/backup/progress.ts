export type Doing = 'backing-up' | 'checking' | 'restoring' | 'making-again' | 'attachments' | 'comparing'

/** How far a piece of work is: the share of the whole (0–1), and rows and bytes of the table it is at. */
export type Step = { doing: Doing; share: number; table: string | undefined; rows: number; bytes: number }
export type Progress = (step: Step) => void

/** Tells how far one piece of work is, from its beginning, where there is anything to do. Its total is of rows, or of tables where nobody has counted rows. */
export class Counter {
  private readonly progress: Progress
  private readonly doing: Doing
  private readonly counts: 'rows' | 'tables'
  private readonly total: number
  private done = 0

  constructor(progress: Progress, doing: Doing, counts: 'rows' | 'tables', total: number) {
    this.progress = progress
    this.doing = doing
    this.counts = counts
    this.total = total
    if (total > 0) this.tell(undefined, 0)
  }

  /** So many rows of a table so far. */
  tell(table: string | undefined, rows: number, bytes = 0): void {
    const done = this.done + (this.counts === 'rows' ? rows : 0)
    const share = Math.min(1, done / Math.max(1, this.total))
    this.progress({ doing: this.doing, share, table, rows, bytes })
  }

  /** A table is done. */
  end(rows: number): void {
    this.done += this.counts === 'rows' ? rows : 1
  }
}
