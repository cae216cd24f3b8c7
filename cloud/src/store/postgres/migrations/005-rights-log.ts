/** Grants of data of a span, and what the owner has said about rights: the exact bytes the log commits to. */
export const rightsLog = `
ALTER TABLE grant_ ADD COLUMN data_from bigint;
ALTER TABLE grant_ ADD COLUMN data_to bigint;
CREATE TABLE rights_statement (
  site integer NOT NULL, no integer NOT NULL, body bytea NOT NULL, PRIMARY KEY (site, no)
);
`
