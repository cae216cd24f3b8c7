import type { IngestOutcome, IngestRequest } from '../store.ts'
import { BoxLedger } from './box-ledger.ts'
import type { Connection } from './database.ts'
import { EntryWrites } from './entry-writes.ts'
import { otherClaim } from './heartbeat-writes.ts'
import { SegmentWrites } from './segment-writes.ts'

/** Takes decoded batches inside the open transaction: checks them against what is held, then writes all they bring. */
export class Ingest {
  private readonly connection: Connection
  private readonly ledger: BoxLedger
  private readonly segments: SegmentWrites
  private readonly entries: EntryWrites

  constructor(connection: Connection) {
    this.connection = connection
    this.ledger = new BoxLedger(connection)
    this.segments = new SegmentWrites(connection)
    this.entries = new EntryWrites(connection)
  }

  /** Refusals are decided before anything of the batch is written. */
  take(request: IngestRequest): IngestOutcome {
    const { batch, range, receivedAt, wantLatest } = request
    const place = this.ledger.place(batch.box)
    if (range !== null) this.ledger.reported(place, range)
    const held = this.ledger.held(place, batch.n)
    if (held?.digest === batch.digest) return { status: 'duplicate', receivedAt: held.received_at, moved: [] }
    const claimed = otherClaim(this.connection, place, batch.n, batch.digest)
    const fork = this.ledger.forkOf(place, batch, held !== undefined || claimed)
    if (fork !== null) {
      if (this.ledger.quarantine(place, batch, receivedAt))
        this.entries.event(place, 'batch-fork', { n: batch.n, digest: batch.digest, holds: fork }, receivedAt)
      return { status: 'refused', code: 'BATCH_FORK', name: fork }
    }
    const broken = this.ledger.brokenChain(place, batch)
    if (broken !== null) return { status: 'refused', code: 'BATCH_CHAIN', name: broken }
    this.ledger.add(place, batch, receivedAt)
    const moved = this.segments.add(place, batch, receivedAt, wantLatest)
    const gaps = this.entries.add(place, batch, receivedAt)
    this.ledger.advanced(place, batch, receivedAt, gaps)
    return { status: 'stored', receivedAt, moved }
  }

  flush(): void {
    this.segments.flush()
    this.ledger.flush()
  }

  forget(): void {
    this.segments.forget()
    this.ledger.forget()
  }

  /** From here on every mark is a new one: hours about to be recomputed may get dirty again. */
  forgetDirty(): number {
    return this.segments.nextGeneration()
  }
}
