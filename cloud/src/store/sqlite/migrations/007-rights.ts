/**
 * Parties, what they may read, and who read what. A site without rights of its own belongs to the operator. Reads are
 * sealed into pages (`page` null before that) to which the log commits.
 */
export const rights = `
CREATE TABLE party (id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO party VALUES ('operator', '', 'operator', 0);
CREATE TABLE party_token (
  token_hash TEXT PRIMARY KEY, party TEXT NOT NULL, label TEXT NOT NULL, created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, ended_at INTEGER
) WITHOUT ROWID;
CREATE INDEX party_token_party ON party_token (party);
ALTER TABLE account ADD COLUMN party TEXT NOT NULL DEFAULT 'operator';
CREATE TABLE site_rights (site INTEGER PRIMARY KEY, owner TEXT NOT NULL, purposes TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX site_rights_owner ON site_rights (owner);
CREATE TABLE grant_ (
  site INTEGER NOT NULL, id TEXT NOT NULL, party TEXT NOT NULL, kinds TEXT NOT NULL, purpose TEXT NOT NULL,
  from_at INTEGER NOT NULL, to_at INTEGER, by TEXT NOT NULL, created_at INTEGER NOT NULL, ended_at INTEGER, ended_by TEXT,
  PRIMARY KEY (site, id)
) WITHOUT ROWID;
CREATE INDEX grant_party ON grant_ (party);
CREATE TABLE data_read (
  id INTEGER PRIMARY KEY AUTOINCREMENT, site INTEGER NOT NULL, at INTEGER NOT NULL, party TEXT NOT NULL, by TEXT NOT NULL,
  grant_id TEXT, purpose TEXT, kind TEXT NOT NULL, what TEXT NOT NULL, page INTEGER
);
CREATE INDEX data_read_site ON data_read (site, id);
CREATE INDEX data_read_open ON data_read (site) WHERE page IS NULL;
CREATE TABLE read_page (
  site INTEGER NOT NULL, page INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (site, page)
) WITHOUT ROWID;
`
