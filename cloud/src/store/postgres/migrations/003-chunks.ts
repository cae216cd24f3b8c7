/**
 * Sealed readings: the segments of a series and a UTC day as one zstd chunk (`sealing/chunk.ts`). `hours`: a bit for each
 * hour of the day with readings; `sealed_day`: which seqs of a box stand in the chunks of a day. `turn` says who has a job
 * of a site, and until when, where that outlasts a transaction.
 */
export const chunks = `
CREATE TABLE chunk (
  site integer NOT NULL, day integer NOT NULL, series integer NOT NULL, part integer NOT NULL, revision integer NOT NULL,
  hours integer NOT NULL, n integer NOT NULL, body bytea NOT NULL, PRIMARY KEY (site, day, series, part)
) PARTITION BY RANGE (day);
ALTER TABLE chunk ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE TABLE chunk_other PARTITION OF chunk DEFAULT;
CREATE TABLE sealed_day (
  first_seq bigint NOT NULL, last_seq bigint NOT NULL, site integer NOT NULL, day integer NOT NULL, box integer NOT NULL,
  PRIMARY KEY (site, day, box)
);
ALTER TABLE turn ADD COLUMN holder text, ADD COLUMN until bigint;
`
