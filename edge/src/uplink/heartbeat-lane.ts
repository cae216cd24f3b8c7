import { BATCHES_GONE, type Runs, subtractRuns } from '@zaojun/core'
import type { BoxClock } from '../clock.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { BatchNote } from '../ledger/sealer.ts'
import type { Report } from '../report.ts'
import type { CloudClient } from './cloud-client.ts'

type Parts = {
  ledger: Ledger
  clock: BoxClock
  report: Report
  /** The cloud has lost these: they go out again. */
  onAgain(notes: BatchNote[]): void
  /** So may it have lost personal parts and photos: they were made ready. */
  onDetails(): void
}

/**
 * Signs again and again how much the ledger holds, so that nobody can take away its newest unseen. What the cloud then
 * says it has not goes out again; what is not here any more is explained by a signed gap, once.
 */
export class HeartbeatLane {
  private readonly parts: Parts
  private explained: Runs = []
  private fault: string | null = null
  private restored: string | undefined

  constructor(parts: Parts) {
    this.parts = parts
  }

  async beat(client: CloudClient): Promise<void> {
    const { ledger, clock, onAgain, onDetails } = this.parts
    const { wall } = clock.now()
    const moment = { boot: clock.era.boot, mono: clock.mono(), at: wall }
    const { missing, fault, restored } = await client.sendHeartbeat(await ledger.write('heartbeat', moment))
    this.told(fault)
    if (restored !== undefined && restored !== this.restored) {
      if (await ledger.write('offerAgain', restored)) onDetails()
      this.restored = restored
    }
    if (missing.length === 0) return
    const { notes, gone } = await ledger.write('askedAgain', missing as Runs)
    if (notes.length > 0) {
      ledger.record({ type: 'event', event: 'batches-asked-again', data: { batches: notes.length } })
      onAgain(notes)
    }
    await this.explain(gone)
  }

  /** Once a start: the cloud asks again only for what it has heard no gap of. */
  private async explain(gone: Runs): Promise<void> {
    const fresh = subtractRuns(gone, this.explained)
    if (fresh.length === 0) return
    const data = { batches: fresh }
    await this.parts.ledger.append({ type: 'gap', reason: BATCHES_GONE, data }, { urgent: true })
    this.explained = gone
  }

  /** This disk is older than what the box has signed before: a copy, or one restored. */
  private told(fault: string | null): void {
    if (fault !== null && fault !== this.fault) {
      const { ledger, report } = this.parts
      report.fault({
        code: 'LEDGER_CONTRADICTED',
        place: 'uplink.heartbeat',
        message: `the cloud knows better: ${fault}`,
      })
      ledger.record({ type: 'event', event: 'ledger-contradicted', data: { fault } }, { urgent: true })
    }
    this.fault = fault
  }
}
