import { Repeating } from '../repeating.ts'
import type { Shared } from '../shared/shared.ts'
import type { BoxRecord, Store } from '../store/store.ts'

/** More boxes than one machine carries: a full memory starts over, and every box is looked up again. */
const MAX_KEPT = 50_000
/** How soon a token or key that another process took away is good for nothing here, without Redis. */
const POLL_MS = 2_000

type Options = { store: Store; shared: Shared; onFailure(place: string, error: unknown): void }

/** Whose token it is. Remembered: ingest must not wait for a reader. What changes is forgotten, wherever it was changed. */
export class BoxTokens {
  private readonly options: Options
  private readonly boxes = new Map<string, BoxRecord>()
  private readonly repeating: Repeating
  private unlisten = () => {}

  constructor(options: Options) {
    const { onFailure } = options
    this.options = options
    this.repeating = new Repeating({ place: 'box-tokens', everyMs: POLL_MS, work: () => this.look(), onFailure })
  }

  start(): void {
    const { store, shared } = this.options
    if (!store.isShared) return
    this.unlisten = shared.listen((news) => {
      if (news.topic === 'box') this.forget(news.box)
    })
    this.repeating.start()
  }

  async stop(): Promise<void> {
    this.unlisten()
    await this.repeating.stop()
  }

  async boxOf(tokenHash: string): Promise<BoxRecord | null> {
    const known = this.boxes.get(tokenHash)
    if (known !== undefined) return known
    const box = await this.options.store.boxByToken(tokenHash)
    if (box === null) return null
    if (this.boxes.size >= MAX_KEPT) this.boxes.clear()
    this.boxes.set(tokenHash, box)
    return box
  }

  /** The box was given another token or key here. */
  changed(box: string): void {
    this.forget(box)
    this.options.shared.tell({ topic: 'box', box })
  }

  private forget(id: string): void {
    for (const [hash, box] of this.boxes) if (box.id === id) this.boxes.delete(hash)
  }

  /** What changed within the last minute is forgotten again and again: it costs little, and misses nothing. */
  private async look(): Promise<void> {
    try {
      for (const box of await this.options.store.boxesChangedLately()) this.forget(box)
    } catch (error) {
      // What cannot be asked may have changed longer ago by the time it can.
      this.boxes.clear()
      throw error
    }
  }
}
