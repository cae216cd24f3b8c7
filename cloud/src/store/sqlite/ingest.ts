import {
  BoxAdvances,
  judge,
  nearbyQuery,
  quarantine,
  refusal,
  writeAdvance,
  writeRange,
} from '../entities/box-ledger.ts'
import { type Place, placeOf } from '../entities/boxes.ts'
import { writeEntries, writeEvent } from '../entities/entries.ts'
import type { IngestOutcome, IngestRequest } from '../store.ts'
import type { Connection } from './database.ts'
import { SegmentWrites } from './segment-writes.ts'

/** Takes decoded batches inside the open transaction: checks them against what is held, then writes all they bring. */
export class Ingest {
  private readonly connection: Connection
  private readonly segments: SegmentWrites
  private readonly advances = new BoxAdvances()
  private readonly places = new Map<string, Place>()

  constructor(connection: Connection) {
    this.connection = connection
    this.segments = new SegmentWrites(connection)
  }

  /** Refusals are decided before anything of the batch is written. */
  async take(request: IngestRequest): Promise<IngestOutcome> {
    const { connection, advances } = this
    const { batch, range, receivedAt, wantLatest } = request
    const place = await this.place(batch.box)
    if (range !== null) advances.reported(place, range)
    const judgement = judge(await connection.all(nearbyQuery(place, batch)), batch)
    if (judgement.kind === 'fork' && (await quarantine(connection, place, batch, receivedAt))) {
      const data = { n: batch.n, digest: batch.digest, holds: judgement.name }
      await writeEvent(connection, place, 'batch-fork', data, receivedAt)
    }
    if (judgement.kind !== 'stored') return refusal(judgement)
    const { n, digest, prev, from, to, readings, archive } = batch
    connection
      .prepare('INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(place.site, place.box, n, digest, prev, from, to, readings, receivedAt, archive)
    await writeRange(connection, place, judgement.range)
    const moved = this.segments.add(place, batch, receivedAt, wantLatest)
    const gaps = await writeEntries(connection, place, batch, receivedAt)
    advances.advanced(place, batch, receivedAt, gaps)
    return { status: 'stored', receivedAt, moved }
  }

  private async place(boxId: string): Promise<Place> {
    const place = this.places.get(boxId) ?? (await placeOf(this.connection, boxId))
    if (place === undefined) throw new Error(`box ${boxId} is not in the store`)
    this.places.set(boxId, place)
    return place
  }

  async flush(): Promise<void> {
    this.segments.flush()
    for (const advance of this.advances.take()) await writeAdvance(this.connection, advance)
  }

  forget(): void {
    this.segments.forget()
    this.advances.forget()
    this.places.clear()
  }

  /** From here on every mark is a new one: hours about to be recomputed may get dirty again. */
  forgetDirty(): number {
    return this.segments.nextGeneration()
  }
}
