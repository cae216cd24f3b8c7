import type { BoxClock } from '../clock.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Report } from '../report.ts'

/** Days are what retention is given in. */
const LOOK_EVERY_MS = 60_000

type Parts = { ledger: Ledger; clock: BoxClock; report: Report; onErased(): void }

/** Erases personal values and pictures of this box when their time is over; what was erased is an entry. */
export class PersonalRetention {
  private readonly parts: Parts
  private timer: NodeJS.Timeout | undefined
  private busy: Promise<unknown> = Promise.resolve()

  constructor(parts: Parts) {
    this.parts = parts
  }

  start(): void {
    const look = () => {
      this.busy = this.busy.then(() => this.eraseDue())
      this.parts.report.watch('personal-retention', this.busy)
      this.busy = this.busy.catch(() => {})
    }
    look()
    this.timer = setInterval(look, LOOK_EVERY_MS)
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    await this.busy
  }

  /** Resolves how much was erased. Without a clock nothing is due. */
  async eraseDue(): Promise<number> {
    const { ledger, clock, onErased } = this.parts
    const { wall } = clock.now()
    if (wall === null) return 0
    const total = { parts: 0, attachments: 0 }
    for (;;) {
      const { parts, attachments } = await ledger.write('eraseDue', { now: wall })
      total.parts += parts
      total.attachments += attachments
      if (parts + attachments === 0) break
    }
    const erased = total.parts + total.attachments
    if (erased > 0)
      await ledger.append({ type: 'event', event: 'personal-data-expired', data: total }, { urgent: true })
    // Also where nothing was: content that waited for a clock may go out now.
    onErased()
    return erased
  }
}
