import { type Ended, type Followed, firstNameOf } from '@zaojun/core/proof/index'
import type { Ledger } from '../ledger/ledger.ts'

const SEEN = 'log-seen'
const ENDED = 'log-ended'

/**
 * What a box keeps of a log in the ledger's file: the newest checkpoint it has seen, and of each name that was given up
 * what it had seen under that and how it ended. What was kept is never seen otherwise again.
 */
export class LogMemory {
  seen: string | undefined
  ended: Ended[]
  private readonly ledger: Pick<Ledger, 'write'>
  private readonly log: string

  /** `meta`: what the ledger keeps. */
  constructor(ledger: Pick<Ledger, 'write'>, log: string, meta: Record<string, string>) {
    this.ledger = ledger
    this.log = firstNameOf(log)
    this.seen = meta[`${SEEN}:${log}`]
    this.ended = JSON.parse(meta[`${ENDED}:${log}`] ?? '[]') as Ended[]
  }

  /** On disk when it resolves; how a name ended before what has come after it. */
  async keep({ note, ended }: Followed): Promise<void> {
    if (ended !== null) {
      const all = [...this.ended.filter(({ origin }) => origin !== ended.origin), ended]
      await this.ledger.write('remember', { key: `${ENDED}:${this.log}`, value: JSON.stringify(all) })
      this.ended = all
    }
    if (note === this.seen) return
    await this.ledger.write('remember', { key: `${SEEN}:${this.log}`, value: note })
    this.seen = note
  }
}
