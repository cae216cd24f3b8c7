import { sql } from 'kysely'
import { BoxAdvances, dropSwallowed, judge, nearbyQuery, quarantine, refusal } from '../entities/box-ledger.ts'
import type { Place } from '../entities/boxes.ts'
import { writeEntries, writeEvent } from '../entities/entries.ts'
import { isNewer, movedRow, type Newest, newestReadings } from '../entities/newest.ts'
import { segmentRows } from '../entities/segments.ts'
import type { IngestOutcome, IngestRequest } from '../store.ts'
import { int4Array } from './binary.ts'
import { type BatchSegments, endGroup } from './group-end.ts'
import type { SeriesNumbers } from './series-numbers.ts'
import type { Session } from './session.ts'

/** The newest reading of a series in the group, and the key and request it came with. */
type Candidate = { newest: Newest; key: string; boxId: string; request: IngestRequest }
const wantsLatest = ({ request }: Candidate): boolean => request.wantLatest

/** Batches of one site in one transaction: checked against what is held, then all they bring is written in bulk. */
export class SiteIngest {
  private readonly session: Session
  private readonly numbers: SeriesNumbers
  private readonly site: number
  private readonly advances = new BoxAdvances()
  private readonly segments: BatchSegments[] = []
  private readonly candidates = new Map<number, Candidate>()
  /** Series numbered in this transaction: known to others once it is committed. */
  readonly fresh = new Map<string, number>()

  constructor(session: Session, numbers: SeriesNumbers, site: number) {
    this.session = session
    this.numbers = numbers
    this.site = site
  }

  /** In the order given. Refusals are decided before anything of a batch is written. */
  async take(batches: { place: Place; request: IngestRequest }[]): Promise<IngestOutcome[]> {
    const { session, site } = this
    // Whoever else has batches of these boxes waits here, and then sees these. Always in the order of boxes.
    const boxes = [...new Set(batches.map(({ place }) => place.box))]
    await session.plain('SELECT box FROM box_state WHERE site = $1 AND box = ANY ($2::int[]) ORDER BY box FOR UPDATE', [
      site,
      int4Array(boxes),
    ])
    const outcomes: IngestOutcome[] = []
    for (const { place, request } of batches) outcomes.push(await this.takeOne(place, request))
    await this.end(outcomes, batches)
    return outcomes
  }

  private async takeOne(place: Place, request: IngestRequest): Promise<IngestOutcome> {
    const { session, site, advances } = this
    const { batch, range, receivedAt } = request
    if (range !== null) advances.reported(place, range)
    const judgement = judge(await session.all(nearbyQuery(place, batch)), batch)
    if (judgement.kind === 'fork' && (await quarantine(session, place, batch, receivedAt))) {
      const data = { n: batch.n, digest: batch.digest, holds: judgement.name }
      await writeEvent(session, place, 'batch-fork', data, receivedAt)
    }
    if (judgement.kind !== 'stored') return refusal(judgement)
    const { n, digest, prev, from, to, readings, archive } = batch
    const { range: held } = judgement
    await dropSwallowed(session, place, held)
    await session.run(
      sql`WITH held AS (
          INSERT INTO batch (site, box, n, digest, prev, first_seq, last_seq, readings, received_at, envelope)
          VALUES (${site}, ${place.box}, ${n}, ${digest}, ${prev}, ${from}, ${to}, ${readings}, ${receivedAt}, ${archive})),
        span AS (
          INSERT INTO held_range (site, box, first, last) VALUES (${site}, ${place.box}, ${held.first}, ${held.last})
          ON CONFLICT (site, box, first) DO UPDATE SET last = excluded.last)
        INSERT INTO leaf_waiting (site, box, n, digest, received_at)
        VALUES (${site}, ${place.box}, ${n}, ${digest}, ${receivedAt})`,
    )
    await this.gather(place, request)
    const gaps = await writeEntries(session, place, batch, receivedAt)
    advances.advanced(place, batch, receivedAt, gaps)
    return { status: 'stored', receivedAt, moved: [] }
  }

  /** Readings are written once the group is whole. */
  private async gather(place: Place, request: IngestRequest): Promise<void> {
    const { batch, receivedAt } = request
    if (batch.series === '') return
    const keys = batch.series.split('\n')
    const numbers = await this.numbers.of(this.session, this.site, keys, this.fresh)
    for (const row of segmentRows(batch, numbers)) this.segments.push({ ...row, box: place.box, batch: batch.n })
    const readings = newestReadings(place, batch, receivedAt)
    numbers.forEach((series, index) => {
      const newest = readings[index] ?? null
      const before = this.candidates.get(series)
      if (newest === null || (before !== undefined && !isNewer(before.newest, newest))) return
      this.candidates.set(series, { newest, key: keys[index] ?? '', boxId: place.boxId, request })
    })
  }

  private async end(outcomes: IngestOutcome[], batches: { request: IngestRequest }[]): Promise<void> {
    const { session, site, segments, candidates } = this
    const moved = await endGroup(session, {
      site,
      segments,
      advances: this.advances.take(),
      newest: new Map([...candidates].map(([series, { newest }]) => [series, newest])),
      wantsMoved: [...candidates.values()].some(wantsLatest),
    })
    for (const series of moved) {
      const candidate = this.candidates.get(series)
      if (candidate === undefined || !wantsLatest(candidate)) continue
      const outcome = outcomes[batches.findIndex(({ request }) => request === candidate.request)]
      if (outcome?.status === 'stored') outcome.moved.push(movedRow(candidate.boxId, candidate.key, candidate.newest))
    }
  }
}
