/**
 * Sealed readings: the segments of a series and a UTC day as one zstd chunk (`sealing/chunk.ts`). `hours`: a bit for each
 * hour of the day with readings; `sealed_day`: which seqs of a box stand in the chunks of a day. `turn`: who has a job of a
 * site, and until when.
 */
export const chunks = `
CREATE TABLE chunk (
  site INTEGER NOT NULL, day INTEGER NOT NULL, series INTEGER NOT NULL, part INTEGER NOT NULL, revision INTEGER NOT NULL,
  hours INTEGER NOT NULL, n INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE UNIQUE INDEX chunk_key ON chunk (site, day, series, part);
CREATE TABLE sealed_day (
  site INTEGER NOT NULL, day INTEGER NOT NULL, box INTEGER NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL,
  PRIMARY KEY (site, day, box)
) WITHOUT ROWID;
CREATE TABLE turn (
  site INTEGER NOT NULL, job TEXT NOT NULL, holder TEXT, until INTEGER, PRIMARY KEY (site, job)
) WITHOUT ROWID;
`
