import type { AlarmEntry, Entry, Era, Registry } from '@zaojun/core'
import { isClosed, seriesKey } from '@zaojun/core/plain'
import type Database from 'better-sqlite3'
import { BulkInsert } from './bulk-insert.ts'
import {
  ALARM_KIND,
  type Cell,
  ENTRY_SELECT,
  type EntryRow,
  entryOf,
  type Group,
  isLate,
  keepingCells,
  REGISTRY_KIND,
} from './rows.ts'

const ENTRY_COLUMNS = 9

/** The append side of the ledger. Seq is assigned here, in the transaction, so it has no gaps. */
export class Book {
  private readonly db: Database.Database
  private readonly series = new Map<string, number>()
  private readonly insertEntries
  private readonly insertSeries
  private readonly putLatest
  private readonly putRegistry
  private readonly putAlarm
  private readonly putEra
  private readonly insertPart
  private readonly putMeta
  private readonly putKey
  private readonly readOffset
  private nextSeq: number

  constructor(db: Database.Database) {
    this.db = db
    this.insertEntries = new BulkInsert(db, 'INSERT INTO entry', ENTRY_COLUMNS)
    this.insertSeries = db.prepare('INSERT INTO series (device, point) VALUES (?, ?)')
    this.putLatest = new BulkInsert(db, 'INSERT OR REPLACE INTO latest', ENTRY_COLUMNS)
    this.putRegistry = db.prepare('INSERT OR REPLACE INTO registry VALUES (1, ?, ?)')
    this.putAlarm = db.prepare(
      `INSERT INTO alarm VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
       seq = excluded.seq, open = excluded.open, body = excluded.body`,
    )
    this.putEra = db.prepare('INSERT OR IGNORE INTO era VALUES (?, ?, ?, ?)')
    this.insertPart = db.prepare(
      `INSERT OR IGNORE INTO part (commitment, seq, salt, value, purpose, basis, person, days, expires)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.putMeta = db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)')
    this.putKey = db.prepare('INSERT OR IGNORE INTO record_key VALUES (?, ?)')
    this.readOffset = db.prepare('SELECT offset FROM era WHERE era = ?')
    this.nextSeq = this.lastSeq() + 1
    this.loadSeries()
  }

  declareEra({ era, boot, offset, clock }: Era): void {
    this.putEra.run(era, boot, offset, clock)
  }

  lastEra(): Era | undefined {
    return this.db.prepare('SELECT * FROM era ORDER BY era DESC LIMIT 1').get() as Era | undefined
  }

  /** Survives pruning: the newest seq is kept by the batches when entries are gone. */
  lastSeq(): number {
    const row = this.db
      .prepare(
        'SELECT max(coalesce((SELECT max(seq) FROM entry), 0), coalesce((SELECT max(to_seq) FROM batch), 0)) AS seq',
      )
      .get() as { seq: number }
    return row.seq
  }

  /** The seq of the entry its sender gave this id to. */
  seqOf(sender: string): number | undefined {
    const row = this.db.prepare('SELECT seq FROM record_key WHERE key = ?').get(sender) as { seq: number } | undefined
    return row?.seq
  }

  meta(): Record<string, string> {
    const rows = this.db.prepare('SELECT key, value FROM meta').all() as { key: string; value: string }[]
    return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
  }

  remember({ key, value }: { key: string; value: string }): void {
    this.putMeta.run(key, value)
  }

  registry(): Registry | undefined {
    const row = this.db.prepare('SELECT registry FROM registry').get() as { registry: string } | undefined
    return row === undefined ? undefined : JSON.parse(row.registry).registry
  }

  /** Every alarm something still waits for, oldest first. */
  openAlarms(): AlarmEntry[] {
    const rows = this.db.prepare('SELECT body FROM alarm WHERE open = 1 ORDER BY raised').all() as { body: string }[]
    return rows.map(({ body }) => JSON.parse(body) as AlarmEntry)
  }

  /** Every point's last recorded entry. */
  latest(): Entry[] {
    const sql = `${ENTRY_SELECT.replace('FROM entry e', 'FROM latest e')} ORDER BY e.seq`
    return (this.db.prepare(sql).all() as EntryRow[]).map(entryOf)
  }

  /** Writes the group in one transaction, with its derived state; returns the first seq. Throws as SQLite does. */
  append(group: Group): number {
    const first = this.nextSeq
    try {
      this.db.transaction(() => this.write(group, first))()
    } catch (error) {
      this.loadSeries()
      throw error
    }
    this.nextSeq = first + group.kind.length
    return first
  }

  private write(group: Group, first: number): void {
    const { era, mono, kind, value, quality, origin, body, beside } = group
    const newest = new Map<number, number>()
    const rows: Cell[] = []
    const push = (to: Cell[], at: number, series: Cell) => {
      to.push(first + at, era[at] ?? 0, mono[at] ?? 0, kind[at] ?? 0, series)
      to.push(value[at] ?? null, quality[at] ?? null, origin[at] ?? null, body[at] ?? null)
    }
    for (const [index, key] of group.series.entries()) {
      const series = key === null ? null : this.seriesId(key)
      push(rows, index, series)
      if (series !== null && !isLate(kind[index] ?? 0)) newest.set(series, index)
      if (kind[index] === REGISTRY_KIND) this.putRegistry.run(first + index, body[index])
      if (kind[index] === ALARM_KIND) this.writeAlarm(first + index, body[index] ?? '')
    }
    this.insertEntries.run(rows)
    const latest: Cell[] = []
    for (const [series, at] of newest) push(latest, at, series)
    this.putLatest.run(latest)
    for (const [index, { parts = [], note, sender }] of beside) {
      for (const { commitment, salt, value: text, purpose, ...keeping } of parts) {
        const held = keepingCells(keeping, this.wallOf(era[index] ?? 0, mono[index] ?? 0))
        this.insertPart.run(commitment, first + index, salt, text, purpose, ...held)
      }
      if (sender !== undefined) this.putKey.run(sender, first + index)
      if (note !== undefined) this.putMeta.run(note.key, note.value)
    }
  }

  private writeAlarm(seq: number, body: string): void {
    const alarm = JSON.parse(body) as AlarmEntry
    this.putAlarm.run(alarm.id, seq, seq, isClosed(alarm) ? 0 : 1, body)
  }

  /** Null while that stretch of time has no clock. */
  private wallOf(era: number, mono: number): number | null {
    const row = this.readOffset.get(era) as { offset: number | null } | undefined
    return row?.offset === undefined || row.offset === null ? null : mono + row.offset
  }

  private seriesId(key: string): number {
    const known = this.series.get(key)
    if (known !== undefined) return known
    const [device, point] = key.split('/')
    const id = Number(this.insertSeries.run(device, point).lastInsertRowid)
    this.series.set(key, id)
    return id
  }

  /** Also after a rolled-back group, which may have named series that then do not exist. */
  private loadSeries(): void {
    this.series.clear()
    const rows = this.db.prepare('SELECT id, device, point FROM series').all() as {
      id: number
      device: string
      point: string
    }[]
    for (const { id, device, point } of rows) this.series.set(seriesKey(device, point), id)
  }
}
