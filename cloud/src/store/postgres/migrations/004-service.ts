/** How the service itself stood: runs of slots in which an aggregator said the same, and announced maintenance (UTC ms). */
export const service = `
CREATE TABLE service_span (
  first bigint NOT NULL, last bigint NOT NULL, aggregator text NOT NULL, state text NOT NULL, PRIMARY KEY (aggregator, first)
);
CREATE INDEX service_span_last ON service_span (last);
CREATE TABLE service_maintenance (
  from_at bigint NOT NULL, to_at bigint NOT NULL, created_at bigint NOT NULL, ended_at bigint, id text PRIMARY KEY,
  reason text NOT NULL, by text NOT NULL
);
`
