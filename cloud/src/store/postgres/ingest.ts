import { sql } from 'kysely'
import { FIELD, SEGMENT_FIELDS } from '../../ingest/decoded.ts'
import { BoxAdvances, judge, nearbyQuery, quarantine, refusal, writeRange } from '../entities/box-ledger.ts'
import type { Place } from '../entities/boxes.ts'
import { writeEntries, writeEvent } from '../entities/entries.ts'
import { isNewer, movedRow, type Newest, newestReadings } from '../entities/newest.ts'
import type { IngestOutcome, IngestRequest } from '../store.ts'
import { int4Array, int8Array, textArray } from './binary.ts'
import { SegmentCopy } from './segment-copy.ts'
import type { SeriesNumbers } from './series-numbers.ts'
import type { Session } from './session.ts'

/** The newest reading of a series in the group, and the key and request it came with. */
type Candidate = { newest: Newest; key: string; boxId: string; request: IngestRequest }
type BatchHour = { hour: number; box: number; n: number }
const wantsLatest = ({ request }: Candidate): boolean => request.wantLatest

/** Batches of one site in one transaction: checked against what is held, then all they bring is written in bulk. */
export class SiteIngest {
  private readonly session: Session
  private readonly numbers: SeriesNumbers
  private readonly site: number
  private readonly advances = new BoxAdvances()
  private readonly segments = new SegmentCopy()
  private readonly candidates = new Map<number, Candidate>()
  private readonly hours: BatchHour[] = []
  /** Series numbered in this transaction: known to others once it is committed. */
  readonly fresh = new Map<string, number>()

  constructor(session: Session, numbers: SeriesNumbers, site: number) {
    this.session = session
    this.numbers = numbers
    this.site = site
  }

  /** In the order given. Refusals are decided before anything of a batch is written. */
  async take(batches: { place: Place; request: IngestRequest }[]): Promise<IngestOutcome[]> {
    const { session, site, advances } = this
    // Whoever else has batches of these boxes waits here, and then sees these. Always in the order of boxes.
    const boxes = [...new Set(batches.map(({ place }) => place.box))]
    await session.plain('SELECT box FROM box_state WHERE site = $1 AND box = ANY ($2::int[]) ORDER BY box FOR UPDATE', [
      site,
      int4Array(boxes),
    ])
    const outcomes: IngestOutcome[] = []
    for (const { place, request } of batches) outcomes.push(await this.takeOne(place, request))
    await this.segments.send(session)
    await this.writeHours()
    await this.writeLatest(outcomes, batches)
    await advances.flush(session)
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
    await session.run(
      sql`WITH held AS (
          INSERT INTO batch (site, box, n, digest, prev, first_seq, last_seq, readings, received_at, envelope)
          VALUES (${site}, ${place.box}, ${n}, ${digest}, ${prev}, ${from}, ${to}, ${readings}, ${receivedAt}, ${archive}))
        INSERT INTO leaf_waiting (site, box, n, digest, received_at)
        VALUES (${site}, ${place.box}, ${n}, ${digest}, ${receivedAt})`,
    )
    await writeRange(session, place, judgement.range)
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
    this.segments.add(place, batch, numbers)
    const hours = new Set<number>()
    for (let base = FIELD.hour; base < batch.segments.length; base += SEGMENT_FIELDS)
      hours.add(batch.segments[base] ?? 0)
    for (const hour of hours) this.hours.push({ hour, box: place.box, n: batch.n })
    const readings = newestReadings(place, batch, receivedAt)
    numbers.forEach((series, index) => {
      const newest = readings[index] ?? null
      const before = this.candidates.get(series)
      if (newest === null || (before !== undefined && !isNewer(before.newest, newest))) return
      this.candidates.set(series, { newest, key: keys[index] ?? '', boxId: place.boxId, request })
    })
  }

  private async writeHours(): Promise<void> {
    const { session, site, hours } = this
    if (hours.length === 0) return
    await session.plain(
      `INSERT INTO batch_hour (site, hour, box, batch, dirty)
       SELECT box_state.site, fresh.hour, fresh.box, fresh.n, fresh.hour >= 0
       FROM box_state JOIN unnest($2::int[], $3::int[], $4::bigint[]) AS fresh (hour, box, n)
       ON fresh.box = box_state.box WHERE box_state.site = $1`,
      [
        site,
        int4Array(hours.map(({ hour }) => hour)),
        int4Array(hours.map(({ box }) => box)),
        int8Array(hours.map(({ n }) => n)),
      ],
    )
  }

  /** `latest` never moves backwards: what `isNewer` says, said to the database. Rows always in the order of series. */
  private async writeLatest(outcomes: IngestOutcome[], batches: { request: IngestRequest }[]): Promise<void> {
    const { session, site } = this
    const sorted = [...this.candidates].sort(([a], [b]) => a - b)
    if (sorted.length === 0) return
    const column = <Value>(of: (newest: Newest) => Value) => sorted.map(([, { newest }]) => of(newest))
    const { rows } = await session.plain(
      `INSERT INTO latest (site, series, box, seq, at, received_at, value, quality, origin, reason)
       SELECT box_state.site, fresh.* FROM box_state JOIN unnest($2::int[], $3::int[], $4::bigint[], $5::bigint[],
         $6::bigint[], $7::text[], $8::int[], $9::int[], $10::text[])
         AS fresh (series, box, seq, at, received_at, value, quality, origin, reason) ON fresh.box = box_state.box
       WHERE box_state.site = $1 ORDER BY fresh.series
       ON CONFLICT (site, series) DO UPDATE SET box = excluded.box, seq = excluded.seq, at = excluded.at,
         received_at = excluded.received_at, value = excluded.value, quality = excluded.quality,
         origin = excluded.origin, reason = excluded.reason
       WHERE CASE WHEN latest.box = excluded.box THEN excluded.seq > latest.seq
         WHEN latest.at IS NOT NULL AND excluded.at IS NOT NULL THEN excluded.at > latest.at
         ELSE excluded.box > latest.box END
       ${sorted.some(([, candidate]) => wantsLatest(candidate)) ? 'RETURNING series' : ''}`,
      [
        site,
        int4Array(sorted.map(([series]) => series)),
        int4Array(column(({ box }) => box)),
        int8Array(column(({ seq }) => seq)),
        int8Array(column(({ at }) => at)),
        int8Array(column(({ receivedAt }) => receivedAt)),
        textArray(column(({ value }) => value)),
        int4Array(column(({ quality }) => quality)),
        int4Array(column(({ origin }) => origin)),
        textArray(column(({ reason }) => reason)),
      ],
    )
    for (const { series } of rows as { series: number }[]) {
      const candidate = this.candidates.get(series)
      if (candidate === undefined || !wantsLatest(candidate)) continue
      const outcome = outcomes[batches.findIndex(({ request }) => request === candidate.request)]
      if (outcome?.status === 'stored') outcome.moved.push(movedRow(candidate.boxId, candidate.key, candidate.newest))
    }
  }
}
