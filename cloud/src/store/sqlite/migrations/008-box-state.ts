/** How a box stands, apart from how it was enrolled: the one is written with every batch, the other hardly ever. */
export const boxState = `
CREATE TABLE box_state (
  site INTEGER NOT NULL, box INTEGER NOT NULL, newest INTEGER NOT NULL DEFAULT 0, last_batch_at INTEGER,
  newest_wall INTEGER, clock TEXT, reported TEXT, gaps INTEGER NOT NULL DEFAULT 0,
  quarantined INTEGER NOT NULL DEFAULT 0, contradicted INTEGER NOT NULL DEFAULT 0,
  refused INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (site, box)
) WITHOUT ROWID;
INSERT INTO box_state SELECT site, no, newest, last_batch_at, newest_wall, clock, reported, gaps, quarantined, contradicted,
  refused FROM box;
ALTER TABLE box DROP COLUMN newest;
ALTER TABLE box DROP COLUMN last_batch_at;
ALTER TABLE box DROP COLUMN newest_wall;
ALTER TABLE box DROP COLUMN clock;
ALTER TABLE box DROP COLUMN reported;
ALTER TABLE box DROP COLUMN gaps;
ALTER TABLE box DROP COLUMN quarantined;
ALTER TABLE box DROP COLUMN contradicted;
ALTER TABLE box DROP COLUMN refused;
`
