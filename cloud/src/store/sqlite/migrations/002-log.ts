/**
 * The leaves of the Merkle log. `generation` counts the origins this log has had; `batch_row` is the row of the batch
 * a leaf commits to, null for a log's own entries.
 */
export const log = `
CREATE TABLE leaf (
  generation INTEGER NOT NULL, idx INTEGER NOT NULL, entry BLOB NOT NULL, hash BLOB NOT NULL,
  batch_row INTEGER, site INTEGER, box INTEGER, n INTEGER,
  PRIMARY KEY (generation, idx)
) WITHOUT ROWID;
CREATE INDEX leaf_batch ON leaf (box, n);
CREATE UNIQUE INDEX leaf_row ON leaf (batch_row) WHERE batch_row IS NOT NULL;
`
