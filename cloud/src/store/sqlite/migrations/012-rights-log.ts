/** Grants of data of a span, and what the owner has said about rights: the exact bytes the log commits to. */
export const rightsLog = `
ALTER TABLE grant_ ADD COLUMN data_from INTEGER;
ALTER TABLE grant_ ADD COLUMN data_to INTEGER;
CREATE TABLE rights_statement (
  site INTEGER NOT NULL, no INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (site, no)
) WITHOUT ROWID;
`
