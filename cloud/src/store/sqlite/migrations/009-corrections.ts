/** What a box has said of its clock afterwards: entries `first`…`last` were `ms` later than they say. The newest counts. */
export const corrections = `
CREATE TABLE clock_correction (
  site INTEGER NOT NULL, box INTEGER NOT NULL, seq INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  ms INTEGER NOT NULL, PRIMARY KEY (site, box, seq)
) WITHOUT ROWID;
`
