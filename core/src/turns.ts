/** Work that is done one after the other, in the order it was asked for: each sees what the one before it left. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve()

  /** Resolves or rejects as the work does; a failure holds up nobody behind it. */
  take<T>(work: () => T | Promise<T>): Promise<T> {
    const turn = this.last.then(work)
    this.last = turn.catch(() => {})
    return turn
  }
}
