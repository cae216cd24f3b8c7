import { setTimeout as sleep } from 'node:timers/promises'
import type { WriteRefusal } from '../store/refused-writes.ts'
import type { Store } from '../store/store.ts'
import { within } from '../within.ts'

/** A store that says nothing for so long counts as away. */
const PATIENCE_MS = 3_000

/** `full`, `read-only`: the store answers, and takes no writes; `store`: it does not answer. */
export type Standing = 'ready' | 'full' | 'read-only' | 'store' | 'draining'

const REFUSALS: Record<WriteRefusal, Standing> = { STORE_FULL: 'full', STORE_READ_ONLY: 'read-only' }

/**
 * How this process stands. A load balancer sends it requests but while the store is away, or once it is to end: a store
 * that takes no writes takes none from the other processes either, and whoever only reads is still served.
 */
export class Readiness {
  private readonly store: Pick<Store, 'ready' | 'writesRefused'>
  private readonly hurry = new AbortController()
  private draining = false
  private asking: Promise<boolean> | undefined

  constructor(store: Pick<Store, 'ready' | 'writesRefused'>) {
    this.store = store
  }

  /** From now on it is not ready. Resolves after `ms`, or at once when called again: somebody is in a hurry. */
  async drain(ms: number): Promise<void> {
    if (this.draining) return this.hurry.abort()
    this.draining = true
    await sleep(ms, undefined, { signal: this.hurry.signal }).catch(() => {})
  }

  async standing(): Promise<Standing> {
    if (this.draining) return 'draining'
    if (!(await this.storeAnswers())) return 'store'
    const refusal = this.store.writesRefused()
    return refusal === null ? 'ready' : REFUSALS[refusal]
  }

  /** One question at a time, however many ask: a store that hangs must not gather them. */
  private storeAnswers(): Promise<boolean> {
    this.asking ??= this.store
      .ready()
      .catch(() => false)
      .finally(() => {
        this.asking = undefined
      })
    return within(PATIENCE_MS, this.asking, false)
  }
}
