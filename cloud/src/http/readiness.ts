import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '../store/store.ts'
import { within } from '../within.ts'

/** A store that says nothing for so long counts as away. */
const PATIENCE_MS = 3_000

export type Standing = 'ready' | 'store' | 'draining'

/** Whether a load balancer should send requests here: not while the store is away, nor once this process is to end. */
export class Readiness {
  private readonly store: Pick<Store, 'ready'>
  private readonly hurry = new AbortController()
  private draining = false
  private asking: Promise<boolean> | undefined

  constructor(store: Pick<Store, 'ready'>) {
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
    return (await this.storeAnswers()) ? 'ready' : 'store'
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
