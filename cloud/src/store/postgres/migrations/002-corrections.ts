/** What a box has said of its clock afterwards: entries `first`…`last` were `ms` later than they say. The newest counts. */
export const corrections = `
CREATE TABLE clock_correction (
  seq bigint NOT NULL, first bigint NOT NULL, last bigint NOT NULL, ms bigint NOT NULL, site integer NOT NULL,
  box integer NOT NULL, PRIMARY KEY (site, box, seq)
);
`
