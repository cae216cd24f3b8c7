/**
 * How long what is kept of a site (days; 0: for ever), how far it was removed (`kept_from`: UTC ms, or the number of a box's
 * batch), and what was: each `removal` is committed to by the log. A removed envelope is empty. Days take the place of hours.
 */
export const retention = `
CREATE TABLE retention (
  site INTEGER PRIMARY KEY, readings_days INTEGER NOT NULL, hourly_days INTEGER NOT NULL, envelopes_days INTEGER NOT NULL,
  records_days INTEGER NOT NULL, changed_at INTEGER NOT NULL, by TEXT NOT NULL
);
CREATE TABLE kept_from (site INTEGER NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (site, what)) WITHOUT ROWID;
CREATE TABLE removal (site INTEGER NOT NULL, no INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (site, no));
CREATE TABLE rollup_day (
  site INTEGER NOT NULL, series INTEGER NOT NULL, start INTEGER NOT NULL, n INTEGER NOT NULL, min REAL, max REAL,
  integral REAL NOT NULL, good REAL NOT NULL, other REAL NOT NULL, PRIMARY KEY (site, series, start)
) WITHOUT ROWID;
CREATE INDEX entry_seq ON entry (site, box, seq);
`
