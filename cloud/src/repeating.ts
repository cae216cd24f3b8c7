type Options<Result> = {
  /** Where its failures are told from. */
  place: string
  everyMs: number
  work(): Promise<Result>
  onFailure(place: string, error: unknown): void
}

/**
 * Does its work again and again, with a pause after each time, and never twice at once. A failure ends in one place, and
 * the next time comes.
 */
export class Repeating<Result = unknown> {
  private readonly options: Options<Result>
  private timer: NodeJS.Timeout | undefined
  private running: Promise<unknown> = Promise.resolve()
  private ending = false
  private woken = false

  constructor(options: Options<Result>) {
    this.options = options
  }

  /** Work that takes long looks here between its steps. */
  get stopping(): boolean {
    return this.ending
  }

  start(): void {
    this.ending = false
    this.schedule()
  }

  /** Resolves once what is under way has ended. */
  async stop(): Promise<void> {
    this.ending = true
    clearTimeout(this.timer)
    await this.running
  }

  /** Its next time is now; where it is at work, right after that. */
  wake(): void {
    this.woken = true
    if (this.timer === undefined || this.ending) return
    clearTimeout(this.timer)
    this.work()
  }

  /** Does it once more, after what is under way, and tells how it went. */
  once(): Promise<Result> {
    const result = this.running.then(() => this.options.work())
    this.running = result.catch(() => undefined)
    return result
  }

  private schedule(): void {
    if (this.woken) this.work()
    else this.timer = setTimeout(() => this.work(), this.options.everyMs)
  }

  private work(): void {
    const { place, onFailure } = this.options
    this.timer = undefined
    this.woken = false
    this.running = this.once()
      .catch((error) => onFailure(place, error))
      .finally(() => {
        if (!this.ending) this.schedule()
      })
  }
}
