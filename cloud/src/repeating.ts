type Options = {
  /** Where its failures are told from. */
  place: string
  everyMs: number
  work(): Promise<unknown>
  onFailure(place: string, error: unknown): void
}

/** Does its work again and again, with a pause after each time. A failure ends in one place, and the next time comes. */
export class Repeating {
  private readonly options: Options
  private timer: NodeJS.Timeout | undefined
  private running: Promise<unknown> = Promise.resolve()
  private ending = false

  constructor(options: Options) {
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

  private schedule(): void {
    const { place, everyMs, work, onFailure } = this.options
    this.timer = setTimeout(() => {
      this.running = work()
        .catch((error) => onFailure(place, error))
        .finally(() => {
          if (!this.ending) this.schedule()
        })
    }, everyMs)
  }
}
