import type { Store } from './store/store.ts'

const MS_PER_SECOND = 1000
/** Turns missed before another process takes over. */
const MISSED = 3

/**
 * Whose turn a job is, of all processes over one store: a lease there, renewed while it is at work. When the process that
 * has it dies, another has it after three times the job's interval.
 */
export class Turn {
  private readonly store: Pick<Store, 'lead'>
  private readonly job: string
  private readonly everyMs: number
  private readonly now: () => number
  private askAgainAt = 0

  /** `now`: ms of any clock that goes forward. */
  constructor(store: Pick<Store, 'lead'>, job: string, everyMs: number, now: () => number = () => performance.now()) {
    this.store = store
    this.job = job
    this.everyMs = everyMs
    this.now = now
  }

  /** To be asked before each step: asks the store again once half the interval is over. */
  async mine(): Promise<boolean> {
    if (this.now() < this.askAgainAt) return true
    const asked = this.now()
    const has = await this.store.lead(this.job, (MISSED * this.everyMs) / MS_PER_SECOND)
    this.askAgainAt = has ? asked + this.everyMs / 2 : 0
    return has
  }
}
