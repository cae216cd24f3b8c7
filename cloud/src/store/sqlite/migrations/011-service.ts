/** How the service itself stood: runs of slots in which an aggregator said the same, and announced maintenance (UTC ms). */
export const service = `
CREATE TABLE service_span (
  aggregator TEXT NOT NULL, state TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY (aggregator, first)
) WITHOUT ROWID;
CREATE INDEX service_span_last ON service_span (last);
CREATE TABLE service_maintenance (
  id TEXT PRIMARY KEY, from_at INTEGER NOT NULL, to_at INTEGER NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL,
  created_at INTEGER NOT NULL, ended_at INTEGER
) WITHOUT ROWID;
`
