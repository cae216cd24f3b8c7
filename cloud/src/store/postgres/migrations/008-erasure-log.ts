/** The removal in the log that stands for an erasure; what a removal took (null: before this was told apart). */
export const erasureLog = `
ALTER TABLE erasure ADD COLUMN removal integer;
CREATE INDEX erasure_key ON erasure (site, key);
ALTER TABLE removal ADD COLUMN what text;
`
