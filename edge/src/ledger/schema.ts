import Database from 'better-sqlite3'

/**
 * Numbered, forward only. Entries are typed columns; `kind` is a code of `rows.ts`. A reading's `body` is
 * null but for its reason, device time or calibration. `latest`, `registry` and `alarm` are derived in the same transaction.
 * Entries carry no index by series (it would cost half the append rate): a series is read from the `segment`s
 * that sealing leaves, and from the few entries not sealed yet.
 */
const MIGRATIONS = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE era (era INTEGER PRIMARY KEY, boot TEXT NOT NULL, offset INTEGER, clock TEXT NOT NULL);
   CREATE TABLE series (id INTEGER PRIMARY KEY, device TEXT NOT NULL, point TEXT NOT NULL, UNIQUE (device, point));
   CREATE TABLE entry (
     seq INTEGER PRIMARY KEY, era INTEGER NOT NULL, mono INTEGER NOT NULL, kind INTEGER NOT NULL,
     series INTEGER, value, quality INTEGER, origin INTEGER, body TEXT);
   CREATE INDEX entry_other ON entry (kind, seq) WHERE series IS NULL;
   CREATE TABLE latest (
     seq INTEGER NOT NULL, era INTEGER NOT NULL, mono INTEGER NOT NULL, kind INTEGER NOT NULL,
     series INTEGER PRIMARY KEY, value, quality INTEGER NOT NULL, origin INTEGER NOT NULL, body TEXT);
   CREATE TABLE registry (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, registry TEXT NOT NULL);
   CREATE TABLE batch (
     n INTEGER PRIMARY KEY, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, readings INTEGER NOT NULL,
     digest BLOB NOT NULL, envelope BLOB NOT NULL, sealed_at INTEGER,
     state TEXT NOT NULL DEFAULT 'pending', refused TEXT, receipt BLOB);
   CREATE INDEX batch_state ON batch (state, n);
   CREATE TABLE segment (
     series INTEGER NOT NULL, n INTEGER NOT NULL, part INTEGER NOT NULL, era INTEGER NOT NULL,
     first_mono INTEGER NOT NULL, last_mono INTEGER NOT NULL, chunk TEXT NOT NULL,
     PRIMARY KEY (series, n, part)) WITHOUT ROWID;
   CREATE TABLE record_key (key TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE part (
     commitment TEXT PRIMARY KEY, seq INTEGER NOT NULL, salt TEXT, value TEXT, purpose TEXT NOT NULL,
     state TEXT NOT NULL DEFAULT 'pending', erased TEXT) WITHOUT ROWID;
   CREATE TABLE attachment (
     digest TEXT PRIMARY KEY, bytes INTEGER NOT NULL, media_type TEXT NOT NULL, added_at INTEGER,
     state TEXT NOT NULL DEFAULT 'pending', erased TEXT) WITHOUT ROWID;`,
  // Why and how long personal content is held, and what the cloud is still to be told of its end.
  `ALTER TABLE part ADD COLUMN basis TEXT;
   ALTER TABLE part ADD COLUMN person TEXT;
   ALTER TABLE part ADD COLUMN days REAL;
   ALTER TABLE part ADD COLUMN expires INTEGER;
   CREATE INDEX part_expires ON part (expires) WHERE expires IS NOT NULL AND state != 'erased';
   ALTER TABLE attachment ADD COLUMN purpose TEXT;
   ALTER TABLE attachment ADD COLUMN basis TEXT;
   ALTER TABLE attachment ADD COLUMN person TEXT;
   ALTER TABLE attachment ADD COLUMN days REAL;
   ALTER TABLE attachment ADD COLUMN expires INTEGER;
   CREATE INDEX attachment_expires ON attachment (expires) WHERE expires IS NOT NULL AND state != 'erased';
   CREATE TABLE erasure (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);`,
  // Each alarm as its newest entry leaves it; `raised` is the seq of its first.
  `CREATE TABLE alarm (
     id TEXT PRIMARY KEY, raised INTEGER NOT NULL, seq INTEGER NOT NULL, open INTEGER NOT NULL, body TEXT NOT NULL);
   CREATE INDEX alarm_raised ON alarm (raised);
   CREATE INDEX alarm_open ON alarm (raised) WHERE open = 1;`,
  // Where in the cloud’s log an acknowledged batch was shown to stand.
  `ALTER TABLE batch ADD COLUMN place TEXT;
   CREATE INDEX batch_unproven ON batch (n) WHERE state = 'acknowledged' AND place IS NULL;`,
]

const PAGE_BYTES = 8192

/** Opens the ledger file for its one writer: WAL, `synchronous=FULL`, migrated. */
export function openLedger(file: string): Database.Database {
  const db = new Database(file)
  db.pragma(`page_size = ${PAGE_BYTES}`)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  const version = db.pragma('user_version', { simple: true }) as number
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${index + 1}`)
    })()
  }
  return db
}

export function openForReading(file: string): Database.Database {
  const db = new Database(file, { readonly: true })
  db.pragma('query_only = ON')
  return db
}
