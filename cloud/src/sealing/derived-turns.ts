import { randomUUID } from 'node:crypto'
import type { Turn } from '../store/entities/turns.ts'
import type { SealingStore } from '../store/sealing.ts'

const DERIVED = 'derived'
/** Whoever says nothing for so long has lost its turn. */
const TURN_MS = 60_000

/** Turns at what is derived from a site's envelopes: sealing, rebuilding and removing never meet, whichever process does it. */
export class DerivedTurns {
  private readonly store: Pick<SealingStore, 'takeTurn' | 'endTurn'>
  private readonly now: () => number
  private readonly holder = randomUUID()

  constructor(store: Pick<SealingStore, 'takeTurn' | 'endTurn'>, now: () => number) {
    this.store = store
    this.now = now
  }

  /** What each write under the turn carries, which prolongs it. */
  of(site: number): Turn {
    const at = this.now()
    return { site, job: DERIVED, holder: this.holder, at, until: at + TURN_MS }
  }

  /** Resolves false, with nothing done, where another has the turn. */
  async take(site: number, work: () => Promise<void>): Promise<boolean> {
    if (!(await this.store.takeTurn(this.of(site)))) return false
    try {
      await work()
    } finally {
      await this.store.endTurn(this.of(site))
    }
    return true
  }
}
