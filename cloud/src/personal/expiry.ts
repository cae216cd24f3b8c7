import type { AttachmentBytes } from '../attachments/bytes.ts'
import { Repeating } from '../repeating.ts'
import type { AttachmentPlace, Store } from '../store/store.ts'
import type { Turn } from '../turn.ts'

/** Erased in one go of each kind; between goes ingest and queries have their turn. */
const AT_ONCE = 200

type Options = {
  store: Store
  attachments: AttachmentBytes
  everyMs: number
  turn: Turn
  now(): number
  onFailure(place: string, error: unknown): void
}

/** Erases personal content whose time is over, wherever its box is. */
export class Expiry {
  private readonly options: Options
  private readonly repeating: Repeating<number>

  constructor(options: Options) {
    const { everyMs, onFailure } = options
    this.options = options
    this.repeating = new Repeating({ place: 'expiry', everyMs, work: () => this.erase(), onFailure })
  }

  start(): void {
    this.repeating.start()
  }

  stop(): Promise<void> {
    return this.repeating.stop()
  }

  /** Resolves how much was erased; nothing where another process does it. */
  runOnce(): Promise<number> {
    return this.repeating.once()
  }

  private async erase(): Promise<number> {
    const { store, attachments, turn, now } = this.options
    let total = 0
    while (!this.repeating.stopping && (await turn.mine())) {
      const { erased, attachments: places } = await store.eraseDue(now(), AT_ONCE)
      await removeFiles(attachments, places)
      total += erased
      if (erased === 0) break
    }
    return total
  }
}

/** The store says what is gone; the bytes follow. A file that is gone already is no failure. */
export async function removeFiles(folder: AttachmentBytes, places: AttachmentPlace[]): Promise<void> {
  for (const { site, digest } of places) await folder.erase(site, digest)
}
