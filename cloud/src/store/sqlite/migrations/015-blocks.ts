import type Database from 'better-sqlite3'
import { type BlockKey, mergedSegments, SINGLE_COLUMNS, type SingleSegment } from '../../merged-segments.ts'

const BLOCKS_AT_ONCE = 500
const BEFORE = `
ALTER TABLE segment RENAME TO single_segment;
CREATE TABLE segment (
  site INTEGER NOT NULL, hour INTEGER NOT NULL, box INTEGER NOT NULL, batch INTEGER NOT NULL, t1 INTEGER NOT NULL,
  n INTEGER NOT NULL, series TEXT NOT NULL, points BLOB NOT NULL
);
CREATE TABLE dirty (
  site INTEGER NOT NULL, series INTEGER NOT NULL, hour INTEGER NOT NULL, generation INTEGER NOT NULL,
  PRIMARY KEY (site, hour, series)
) WITHOUT ROWID;
INSERT INTO dirty SELECT site, series, hour, generation FROM dirty_hour;
DROP TABLE dirty_hour;
ALTER TABLE dirty RENAME TO dirty_hour;
`
const AFTER = `
DROP TABLE single_segment;
CREATE UNIQUE INDEX segment_key ON segment (site, hour, box, batch);
`

/**
 * The segments of a batch and hour are one row: `points` holds them (`ingest/block.ts`), `series` lists the number of each
 * one's series. Marked hours stand in the order of time: all series of an hour are summed from the same rows.
 */
export function blocks(db: Database.Database): void {
  db.exec(BEFORE)
  const keys = db.prepare(`SELECT DISTINCT site, hour, box, batch FROM single_segment
    WHERE (site, hour, box, batch) > (?, ?, ?, ?) ORDER BY site, hour, box, batch LIMIT ${BLOCKS_AT_ONCE}`)
  const segments = db.prepare(`SELECT ${SINGLE_COLUMNS} FROM single_segment
    WHERE site = ? AND hour = ? AND box = ? AND batch = ? ORDER BY series, part`)
  const insert = db.prepare('INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const next = (after: BlockKey) => keys.all(after.site, after.hour, after.box, after.batch) as BlockKey[]
  let last: BlockKey = { site: 0, hour: 0, box: 0, batch: 0 }
  for (let some = next(last); some.length > 0; some = next(last))
    for (const key of some) {
      const { site, hour, box, batch } = key
      const own = segments.all(site, hour, box, batch) as SingleSegment[]
      const { t1, n, series, points } = mergedSegments(key, own)
      insert.run(site, hour, box, batch, t1, n, series, points)
      last = key
    }
  db.exec(AFTER)
}
