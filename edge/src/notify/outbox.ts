import { join } from 'node:path'
import type { AlarmEntry } from '@zaojun/core'
import Database from 'better-sqlite3'

/**
 * `queued`: to be sent, at `due`. `sent`: the other side took it. `dropped`: nobody had to act any more when its time
 * came. `expired`: it could not be sent for too long.
 */
export type NoticeState = 'queued' | 'sent' | 'dropped' | 'expired'
export type Notice = {
  key: string
  channel: string
  alarm: AlarmEntry
  step: string
  at: number
  due: number
  state: NoticeState
  tries: number
  /** Of the last failure. */
  code: string | null
  doneAt: number | null
}
type Row = Omit<Notice, 'alarm' | 'doneAt'> & { alarm: string; done_at: number | null }

const KEPT_MS = 30 * 86_400_000
const SCHEMA = `CREATE TABLE IF NOT EXISTS notice (
  key TEXT NOT NULL, channel TEXT NOT NULL, alarm TEXT NOT NULL, step TEXT NOT NULL, at INTEGER NOT NULL,
  due INTEGER NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, code TEXT, done_at INTEGER,
  PRIMARY KEY (key, channel)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS notice_due ON notice (state, due);
CREATE INDEX IF NOT EXISTS notice_at ON notice (at);`

const noticeOf = ({ alarm, done_at, ...row }: Row): Notice => ({ ...row, alarm: JSON.parse(alarm), doneAt: done_at })

/** What is to be told, was told, or could not be: a small file of its own that outlives the process. Times are wall ms. */
export class NoticeOutbox {
  private readonly db: Database.Database

  constructor(folder: string) {
    this.db = new Database(join(folder, 'notify.db'))
    this.db.pragma('journal_mode = WAL')
    this.db.pragma('synchronous = FULL')
    this.db.exec(SCHEMA)
  }

  close(): void {
    this.db.close()
  }

  /** False where it stands there already. */
  add({
    key,
    channel,
    alarm,
    step,
    at,
    due,
  }: Pick<Notice, 'key' | 'channel' | 'alarm' | 'step' | 'at' | 'due'>): boolean {
    return (
      this.db
        .prepare(
          `INSERT INTO notice (key, channel, alarm, step, at, due, state) VALUES (?, ?, ?, ?, ?, ?, 'queued')
           ON CONFLICT DO NOTHING`,
        )
        .run(key, channel, JSON.stringify(alarm), step, at, due).changes === 1
    )
  }

  /** Whether the channel was told that this alarm was raised, or will be. */
  wasTold(channel: string, alarm: string): boolean {
    const row = this.db
      .prepare(`SELECT 1 FROM notice WHERE channel = ? AND key = ? AND state IN ('queued', 'sent')`)
      .get(channel, `${alarm}.raised`)
    return row !== undefined
  }

  due(channel: string, now: number): Notice[] {
    const rows = this.db.prepare(`SELECT * FROM notice WHERE state = 'queued' AND due <= ? AND channel = ? ORDER BY at`)
    return (rows.all(now, channel) as Row[]).map(noticeOf)
  }

  done({ key, channel }: Pick<Notice, 'key' | 'channel'>, state: NoticeState, now: number): void {
    this.db
      .prepare('UPDATE notice SET state = ?, done_at = ? WHERE key = ? AND channel = ?')
      .run(state, now, key, channel)
  }

  failed({ key, channel }: Pick<Notice, 'key' | 'channel'>, code: string, due: number): void {
    this.db
      .prepare('UPDATE notice SET tries = tries + 1, code = ?, due = ? WHERE key = ? AND channel = ?')
      .run(code, due, key, channel)
  }

  /** What waits for channels that are no more is dropped. */
  dropOthers(channels: ReadonlySet<string>, now: number): void {
    const waiting = this.db
      .prepare(`SELECT DISTINCT channel FROM notice WHERE state = 'queued'`)
      .pluck()
      .all() as string[]
    for (const channel of waiting)
      if (!channels.has(channel))
        this.db
          .prepare(`UPDATE notice SET state = 'dropped', done_at = ? WHERE state = 'queued' AND channel = ?`)
          .run(now, channel)
  }

  /** Newest first. */
  log(limit: number): Notice[] {
    return (this.db.prepare('SELECT * FROM notice ORDER BY at DESC, key LIMIT ?').all(limit) as Row[]).map(noticeOf)
  }

  forget(now: number): void {
    this.db.prepare(`DELETE FROM notice WHERE state <> 'queued' AND at < ?`).run(now - KEPT_MS)
  }
}
