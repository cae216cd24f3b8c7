import type { AttachmentFolder } from '../attachments.ts'
import type { AttachmentPlace, Store } from '../store/store.ts'

/** Erased in one go of each kind; between goes ingest and queries have their turn. */
const AT_ONCE = 200

type Options = {
  store: Store
  attachments: AttachmentFolder
  everyMs: number
  now(): number
  onFailure(place: string, error: unknown): void
}

/** Erases personal content whose time is over, wherever its box is. */
export class Expiry {
  private readonly options: Options
  private timer: NodeJS.Timeout | undefined
  private running: Promise<unknown> = Promise.resolve()
  private stopping = false

  constructor(options: Options) {
    this.options = options
  }

  start(): void {
    this.stopping = false
    this.schedule()
  }

  async stop(): Promise<void> {
    this.stopping = true
    clearTimeout(this.timer)
    await this.running
  }

  /** Resolves how much was erased. */
  async runOnce(): Promise<number> {
    const { store, attachments, now } = this.options
    let total = 0
    while (!this.stopping) {
      const { erased, attachments: places } = await store.eraseDue(now(), AT_ONCE)
      await removeFiles(attachments, places)
      total += erased
      if (erased === 0) break
    }
    return total
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      this.running = this.runOnce()
        .catch((error) => this.options.onFailure('expiry', error))
        .finally(() => {
          if (!this.stopping) this.schedule()
        })
    }, this.options.everyMs)
  }
}

/** The store says what is gone; the bytes follow. A file that is gone already is no failure. */
export async function removeFiles(folder: AttachmentFolder, places: AttachmentPlace[]): Promise<void> {
  for (const { site, digest } of places) await folder.erase(site, digest)
}
