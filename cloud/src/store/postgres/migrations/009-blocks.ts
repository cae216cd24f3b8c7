import type pg from 'pg'
import type { SegmentRow } from '../../entities/segments.ts'
import { type BlockKey, mergedSegments, SINGLE_COLUMNS, type SingleSegment } from '../../merged-segments.ts'
import { bytesArray, int4Array, int8Array, textArray } from '../binary.ts'

const BLOCKS_AT_ONCE = 500
const BEFORE = `
ALTER TABLE segment RENAME TO single_segment;
ALTER TABLE segment_other RENAME TO single_segment_other;
CREATE TABLE segment (
  batch bigint NOT NULL, t1 bigint NOT NULL, site integer NOT NULL, hour integer NOT NULL, box integer NOT NULL,
  n integer NOT NULL, series text NOT NULL, points bytea NOT NULL,
  CONSTRAINT segment_key PRIMARY KEY (site, hour, box, batch)
) PARTITION BY RANGE (hour);
ALTER TABLE segment ALTER COLUMN points SET STORAGE EXTERNAL;
ALTER TABLE segment ALTER COLUMN series SET STORAGE EXTERNAL;
CREATE TABLE segment_other PARTITION OF segment DEFAULT;
ALTER TABLE dirty_hour DROP CONSTRAINT dirty_hour_pkey;
ALTER TABLE dirty_hour ADD PRIMARY KEY (site, hour, series);
`
const INSERT = `INSERT INTO segment (site, hour, box, batch, t1, n, series, points) SELECT * FROM unnest($1::int[], $2::int[],
  $3::int[], $4::bigint[], $5::bigint[], $6::int[], $7::text[], $8::bytea[])`

/**
 * The segments of a batch and hour are one row: `points` holds them (`ingest/block.ts`), `series` lists the number of each
 * one's series. Marked hours stand in the order of time: all series of an hour are summed from the same rows.
 */
export async function blocks(client: pg.ClientBase): Promise<void> {
  await client.query(BEFORE)
  const next = async ({ site, hour, box, batch }: BlockKey) => {
    const { rows } = await client.query(
      `SELECT DISTINCT site, hour, box, batch FROM single_segment
       WHERE (site, hour, box, batch) > ($1, $2, $3, $4) ORDER BY site, hour, box, batch LIMIT ${BLOCKS_AT_ONCE}`,
      [site, hour, box, batch],
    )
    return rows as BlockKey[]
  }
  let last: BlockKey = { site: 0, hour: 0, box: 0, batch: 0 }
  for (let some = await next(last); some.length > 0; some = await next(last)) {
    const merged: (BlockKey & SegmentRow)[] = []
    for (const key of some) {
      const { site, hour, box, batch } = key
      const { rows } = await client.query(
        `SELECT ${SINGLE_COLUMNS} FROM single_segment
         WHERE site = $1 AND hour = $2 AND box = $3 AND batch = $4 ORDER BY series, part`,
        [site, hour, box, batch],
      )
      merged.push({ ...key, ...mergedSegments(key, rows as SingleSegment[]) })
      last = key
    }
    await client.query(INSERT, [
      int4Array(merged.map(({ site }) => site)),
      int4Array(merged.map(({ hour }) => hour)),
      int4Array(merged.map(({ box }) => box)),
      int8Array(merged.map(({ batch }) => batch)),
      int8Array(merged.map(({ t1 }) => t1)),
      int4Array(merged.map(({ n }) => n)),
      textArray(merged.map(({ series }) => series)),
      bytesArray(merged.map(({ points }) => points)),
    ])
  }
  await client.query('DROP TABLE single_segment')
}
