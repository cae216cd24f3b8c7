import type { Advance } from '../entities/box-ledger.ts'
import type { Newest } from '../entities/newest.ts'
import type { SegmentRow } from '../entities/segments.ts'
import { bytesArray, int4Array, int8Array, textArray } from './binary.ts'
import type { Session } from './session.ts'

/** Of the batch with that number. */
export type BatchSegments = SegmentRow & { box: number; batch: number }
export type GroupEnd = {
  site: number
  segments: BatchSegments[]
  advances: Advance[]
  /** The newest reading of each series that came, by its number. */
  newest: Map<number, Newest>
  /** Whether anybody asks which of them `latest` took. */
  wantsMoved: boolean
}

/**
 * Of `segment`, `batch_hour`, `box_state` and `latest`, in one statement. Sites are taken from rows, for Citus to see that they
 * are one; it refuses other inserts beside one that ends a statement and selects, so that a select ends this.
 */
const STATEMENT = `WITH hours AS (
    INSERT INTO batch_hour (site, hour, box, batch, dirty)
    SELECT box_state.site, fresh.hour, fresh.box, fresh.batch, fresh.hour >= 0
    FROM box_state JOIN unnest($2::int[], $3::int[], $4::bigint[]) AS fresh (hour, box, batch)
      ON fresh.box = box_state.box WHERE box_state.site = $1),
  segments AS (
    INSERT INTO segment (site, hour, box, batch, t1, n, series, points)
    SELECT box_state.site, fresh.*
    FROM box_state JOIN unnest($2::int[], $3::int[], $4::bigint[], $21::bigint[], $22::int[], $23::text[], $24::bytea[])
      AS fresh (hour, box, batch, t1, n, series, points)
      ON fresh.box = box_state.box WHERE box_state.site = $1),
  advances AS (
    UPDATE box_state SET
      clock = CASE WHEN fresh.newest >= box_state.newest THEN coalesce(fresh.clock, box_state.clock) ELSE box_state.clock END,
      newest = greatest(box_state.newest, fresh.newest),
      last_batch_at = greatest(box_state.last_batch_at, fresh.last_batch_at),
      newest_wall = greatest(box_state.newest_wall, fresh.newest_wall),
      gaps = box_state.gaps + fresh.gaps,
      reported = coalesce(fresh.reported, box_state.reported)
    FROM unnest($5::int[], $6::bigint[], $7::bigint[], $8::bigint[], $9::text[], $10::int[], $11::text[])
      AS fresh (box, newest, last_batch_at, newest_wall, clock, gaps, reported)
    WHERE box_state.site = $1 AND box_state.box = fresh.box),
  moved AS (
    INSERT INTO latest (site, series, box, seq, at, received_at, value, quality, origin, reason)
    SELECT box_state.site, fresh.* FROM box_state JOIN unnest($12::int[], $13::int[], $14::bigint[], $15::bigint[],
      $16::bigint[], $17::text[], $18::int[], $19::int[], $20::text[])
      AS fresh (series, box, seq, at, received_at, value, quality, origin, reason) ON fresh.box = box_state.box
    WHERE box_state.site = $1 ORDER BY fresh.series
    ON CONFLICT (site, series) DO UPDATE SET box = excluded.box, seq = excluded.seq, at = excluded.at,
      received_at = excluded.received_at, value = excluded.value, quality = excluded.quality,
      origin = excluded.origin, reason = excluded.reason
    WHERE CASE WHEN latest.box = excluded.box THEN excluded.seq > latest.seq
      WHEN latest.at IS NOT NULL AND excluded.at IS NOT NULL THEN excluded.at > latest.at
      ELSE excluded.box > latest.box END
    RETURNING series)
  SELECT series FROM moved WHERE $25::boolean`

/**
 * What a group of batches of one site comes to beside their rows. `latest` never moves backwards: what `isNewer` says, said
 * to the database; rows always in the order of series. Resolves which series moved, if wanted.
 */
export async function endGroup(session: Session, end: GroupEnd): Promise<number[]> {
  const { site, segments, advances, newest, wantsMoved } = end
  const sorted = [...newest].sort(([a], [b]) => a - b)
  const of = <Value>(column: (newest: Newest) => Value) => sorted.map(([, reading]) => column(reading))
  const { rows } = await session.plain(STATEMENT, [
    site,
    int4Array(segments.map(({ hour }) => hour)),
    int4Array(segments.map(({ box }) => box)),
    int8Array(segments.map(({ batch }) => batch)),
    int4Array(advances.map(({ place }) => place.box)),
    int8Array(advances.map((each) => each.newest)),
    int8Array(advances.map(({ lastBatchAt }) => lastBatchAt)),
    int8Array(advances.map(({ newestWall }) => newestWall)),
    textArray(advances.map(({ clock }) => clock)),
    int4Array(advances.map(({ gaps }) => gaps)),
    textArray(advances.map(({ reported }) => reported)),
    int4Array(sorted.map(([series]) => series)),
    int4Array(of(({ box }) => box)),
    int8Array(of(({ seq }) => seq)),
    int8Array(of(({ at }) => at)),
    int8Array(of(({ receivedAt }) => receivedAt)),
    textArray(of(({ value }) => value)),
    int4Array(of(({ quality }) => quality)),
    int4Array(of(({ origin }) => origin)),
    textArray(of(({ reason }) => reason)),
    int8Array(segments.map(({ t1 }) => t1)),
    int4Array(segments.map(({ n }) => n)),
    textArray(segments.map(({ series }) => series)),
    bytesArray(segments.map(({ points }) => points)),
    wantsMoved,
  ])
  return (rows as { series: number }[]).map(({ series }) => series)
}
