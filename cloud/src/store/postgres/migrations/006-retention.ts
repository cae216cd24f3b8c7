/**
 * How long what is kept of a site (days; 0: for ever), how far it was removed (`kept_from`: UTC ms, or the number of a box's
 * batch), and what was: each `removal` is committed to by the log. A removed envelope is empty. Days take the place of hours.
 */
export const retention = `
CREATE TABLE retention (
  changed_at bigint NOT NULL, site integer PRIMARY KEY, readings_days integer NOT NULL, hourly_days integer NOT NULL,
  envelopes_days integer NOT NULL, records_days integer NOT NULL, by text NOT NULL
);
CREATE TABLE kept_from (at bigint NOT NULL, site integer NOT NULL, what text NOT NULL, PRIMARY KEY (site, what));
CREATE TABLE removal (site integer NOT NULL, no integer NOT NULL, body bytea NOT NULL, PRIMARY KEY (site, no));
CREATE TABLE rollup_day (
  start bigint NOT NULL, min double precision, max double precision, integral double precision NOT NULL,
  good double precision NOT NULL, other double precision NOT NULL, site integer NOT NULL, series integer NOT NULL,
  n integer NOT NULL, PRIMARY KEY (site, series, start)
);
CREATE INDEX entry_seq ON entry (site, box, seq);
`
