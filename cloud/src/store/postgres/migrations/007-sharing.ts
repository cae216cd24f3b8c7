/**
 * What aggregators share beside the data: who looks at which site, which boxes changed their token or key, pictures in
 * pieces, and the log's checkpoint as published.
 */
export const sharing = `
CREATE TABLE watcher (
  until timestamptz NOT NULL, site integer NOT NULL, holder text NOT NULL, PRIMARY KEY (site, holder)
);
CREATE TABLE box_change (
  changed_at timestamptz NOT NULL, site integer NOT NULL, box integer NOT NULL, PRIMARY KEY (site, box)
);
CREATE INDEX box_change_at ON box_change (changed_at);
CREATE TABLE upload (
  held bigint NOT NULL, touched_at bigint NOT NULL, site integer NOT NULL, digest text NOT NULL, PRIMARY KEY (site, digest)
);
CREATE TABLE attachment_piece (
  start bigint NOT NULL, site integer NOT NULL, digest text NOT NULL, bytes bytea NOT NULL,
  PRIMARY KEY (site, digest, start)
);
ALTER TABLE attachment_piece ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE TABLE checkpoint (generation integer PRIMARY KEY, size bigint NOT NULL, note bytea NOT NULL);
`
