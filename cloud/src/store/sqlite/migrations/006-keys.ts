/**
 * The life of boxes' keys, and entries of the log that are no batches: `log_entry` holds them until they have their
 * place. `box_key.last` is the newest batch a key may sign, null while it is in use.
 */
export const keys = `
CREATE TABLE box_key (
  site INTEGER NOT NULL, box INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER, revoked TEXT, key BLOB NOT NULL,
  PRIMARY KEY (site, box, first, key)
) WITHOUT ROWID;
INSERT INTO box_key SELECT site, no, 1, NULL, NULL, public_key FROM box;
CREATE TABLE key_event (
  site INTEGER NOT NULL, box INTEGER NOT NULL, no INTEGER NOT NULL, digest TEXT NOT NULL, taken_at INTEGER NOT NULL,
  statement BLOB NOT NULL, PRIMARY KEY (site, box, no)
) WITHOUT ROWID;
CREATE TABLE log_entry (id INTEGER PRIMARY KEY AUTOINCREMENT, entry BLOB NOT NULL);
CREATE INDEX leaf_hash ON leaf (hash) WHERE batch_row IS NULL;
`
