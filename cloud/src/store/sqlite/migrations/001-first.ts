/** Site, box and series stand as small numbers in every key; a site leads each. */
export const first = `
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE account (name TEXT PRIMARY KEY, password_hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE session (token_hash TEXT PRIMARY KEY, account TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE site (
  no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, time_zone TEXT NOT NULL, created_at INTEGER NOT NULL
);
CREATE TABLE enrolment_code (
  code_hash TEXT PRIMARY KEY, site INTEGER NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER
) WITHOUT ROWID;
CREATE TABLE box (
  no INTEGER PRIMARY KEY, site INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, public_key BLOB NOT NULL,
  token_hash TEXT NOT NULL UNIQUE, software_version TEXT NOT NULL, enrolled_at INTEGER NOT NULL,
  newest INTEGER NOT NULL DEFAULT 0, last_batch_at INTEGER, newest_wall INTEGER, clock TEXT,
  reported TEXT, gaps INTEGER NOT NULL DEFAULT 0, quarantined INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX box_site ON box (site);

CREATE TABLE batch (
  site INTEGER NOT NULL, box INTEGER NOT NULL, n INTEGER NOT NULL, digest TEXT NOT NULL, prev TEXT,
  first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, readings INTEGER NOT NULL, received_at INTEGER NOT NULL,
  envelope BLOB NOT NULL
);
CREATE UNIQUE INDEX batch_key ON batch (site, box, n, digest);
CREATE UNIQUE INDEX batch_seq ON batch (site, box, first_seq, last_seq);
CREATE TABLE fork (
  site INTEGER NOT NULL, box INTEGER NOT NULL, digest TEXT NOT NULL, n INTEGER NOT NULL, first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL, received_at INTEGER NOT NULL, envelope BLOB NOT NULL, PRIMARY KEY (site, box, digest)
);
CREATE TABLE held_range (
  site INTEGER NOT NULL, box INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY (site, box, first)
) WITHOUT ROWID;

CREATE TABLE series (
  no INTEGER PRIMARY KEY, site INTEGER NOT NULL, device TEXT NOT NULL, point TEXT NOT NULL, UNIQUE (site, device, point)
);
CREATE TABLE segment (
  site INTEGER NOT NULL, series INTEGER NOT NULL, hour INTEGER NOT NULL, box INTEGER NOT NULL, batch INTEGER NOT NULL,
  part INTEGER NOT NULL, t0 INTEGER NOT NULL, t1 INTEGER NOT NULL, s0 INTEGER NOT NULL, s1 INTEGER NOT NULL,
  n INTEGER NOT NULL, min REAL, max REAL, integral REAL NOT NULL, good REAL NOT NULL, missing REAL NOT NULL,
  points BLOB NOT NULL
);
-- In the order of arrival, so that a batch touches few pages; batch_hour says where to look for a series.
CREATE UNIQUE INDEX segment_key ON segment (site, hour, box, batch, series, part);
CREATE TABLE batch_hour (
  site INTEGER NOT NULL, hour INTEGER NOT NULL, box INTEGER NOT NULL, batch INTEGER NOT NULL,
  PRIMARY KEY (site, hour, box, batch)
) WITHOUT ROWID;
CREATE TABLE latest (
  site INTEGER NOT NULL, series INTEGER NOT NULL, box INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER,
  received_at INTEGER NOT NULL, value TEXT NOT NULL, quality INTEGER NOT NULL, origin INTEGER NOT NULL, reason TEXT,
  PRIMARY KEY (site, series)
) WITHOUT ROWID;
CREATE TABLE dirty_hour (
  site INTEGER NOT NULL, series INTEGER NOT NULL, hour INTEGER NOT NULL, generation INTEGER NOT NULL,
  PRIMARY KEY (site, series, hour)
) WITHOUT ROWID;
CREATE TABLE rollup_hour (
  site INTEGER NOT NULL, series INTEGER NOT NULL, hour INTEGER NOT NULL, n INTEGER NOT NULL, min REAL, max REAL,
  integral REAL NOT NULL, good REAL NOT NULL, other REAL NOT NULL, PRIMARY KEY (site, series, hour)
) WITHOUT ROWID;

CREATE TABLE entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT, site INTEGER NOT NULL, box INTEGER NOT NULL, seq INTEGER,
  type TEXT NOT NULL, received_at INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX entry_order ON entry (site, id);
CREATE INDEX entry_type ON entry (site, type, id);
CREATE TABLE registry (
  site INTEGER NOT NULL, box INTEGER NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (site, box)
) WITHOUT ROWID;

CREATE TABLE part (
  site INTEGER NOT NULL, commitment TEXT NOT NULL, salt TEXT, value TEXT, purpose TEXT NOT NULL,
  received_at INTEGER NOT NULL, erased_reason TEXT, erased_by TEXT, erased_at INTEGER, PRIMARY KEY (site, commitment)
);
CREATE INDEX part_commitment ON part (commitment);
CREATE TABLE attachment (
  site INTEGER NOT NULL, digest TEXT NOT NULL, bytes INTEGER NOT NULL, media_type TEXT NOT NULL,
  received_at INTEGER NOT NULL, erased_reason TEXT, erased_by TEXT, erased_at INTEGER, PRIMARY KEY (site, digest)
);
CREATE INDEX attachment_digest ON attachment (digest);
CREATE TABLE erasure (
  id INTEGER PRIMARY KEY AUTOINCREMENT, site INTEGER NOT NULL, what TEXT NOT NULL, key TEXT NOT NULL,
  reason TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL
);
`
