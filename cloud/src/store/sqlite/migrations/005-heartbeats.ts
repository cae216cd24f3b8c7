/**
 * What boxes sign of their ledgers. `heartbeat` is each box's newest; `claim` what it has signed to be its head and is
 * not held yet, and the newest of all; `explained_hole` numbers a signed gap speaks of.
 */
export const heartbeats = `
CREATE TABLE heartbeat (
  site INTEGER NOT NULL, box INTEGER NOT NULL, received_at INTEGER NOT NULL, fault TEXT, body TEXT NOT NULL,
  envelope BLOB NOT NULL, PRIMARY KEY (site, box)
) WITHOUT ROWID;
CREATE TABLE claim (
  site INTEGER NOT NULL, box INTEGER NOT NULL, n INTEGER NOT NULL, head TEXT NOT NULL, seq INTEGER NOT NULL,
  received_at INTEGER NOT NULL, envelope BLOB NOT NULL, PRIMARY KEY (site, box, n)
) WITHOUT ROWID;
CREATE TABLE explained_hole (
  site INTEGER NOT NULL, box INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, seq INTEGER NOT NULL,
  reason TEXT NOT NULL, PRIMARY KEY (site, box, first, seq)
) WITHOUT ROWID;
ALTER TABLE box ADD COLUMN contradicted INTEGER NOT NULL DEFAULT 0;
`
