import { ZaojunError } from '@zaojun/core/plain'

export type WriteRefusal = 'STORE_FULL' | 'STORE_READ_ONLY'

const isRefusal = (code: string): code is WriteRefusal => code === 'STORE_FULL' || code === 'STORE_READ_ONLY'
/** Boxes send again within this: who was refused would have been refused again. */
const HELD_AGAINST_MS = 60_000

/**
 * Whether the store takes writes, as its last ones tell: asking costs nothing, and nothing is written to find out. A job
 * that found nothing to do proves nothing: it counts as mended once a kind of write that was refused succeeds. On a full
 * disk that is said of that kind alone, for a small one may go through where a batch does not. What nobody tried again is
 * forgotten after a while, if others succeed.
 */
export class RefusedWrites {
  private readonly refused = new Map<string, { code: WriteRefusal; at: number }>()
  private readonly monotonic: () => number

  constructor(monotonic: () => number = () => performance.now()) {
    this.monotonic = monotonic
  }

  /** Why writes are refused now; null where they are taken. */
  get why(): WriteRefusal | null {
    const [first] = this.refused.values()
    return first?.code ?? null
  }

  /** Does a write of some kind and remembers how it went. */
  async watch<Result>(kind: string, write: () => Promise<Result>): Promise<Result> {
    try {
      const result = await write()
      this.taken(kind)
      return result
    } catch (error) {
      if (error instanceof ZaojunError && isRefusal(error.code))
        this.refused.set(kind, { code: error.code, at: this.monotonic() })
      throw error
    }
  }

  private taken(kind: string): void {
    if (this.refused.size === 0) return
    const isWritable = this.refused.get(kind)?.code === 'STORE_READ_ONLY'
    this.refused.delete(kind)
    const before = this.monotonic() - HELD_AGAINST_MS
    for (const [other, { code, at }] of this.refused)
      if ((isWritable && code === 'STORE_READ_ONLY') || at < before) this.refused.delete(other)
  }
}
