import type { AlarmEntry } from '@zaojun/core'
import { explainedBatches } from '@zaojun/core/runs'
import type { DecodedBatch } from '../../ingest/decoded.ts'
import { AlarmWrites } from './alarm-writes.ts'
import type { Place } from './box-ledger.ts'
import type { Connection } from './database.ts'

const INSERT = 'INSERT INTO entry (site, box, seq, type, received_at, body) VALUES (?, ?, ?, ?, ?, ?)'
const EXPLAIN = 'INSERT OR IGNORE INTO explained_hole VALUES (?, ?, ?, ?, ?, ?)'
const UPSERT_REGISTRY = `INSERT INTO registry VALUES (?, ?, ?, ?) ON CONFLICT (site, box) DO UPDATE SET
  seq = excluded.seq, body = excluded.body WHERE excluded.seq > registry.seq`

/** Entries that are no readings, and the registry the newest of them carries. */
export class EntryWrites {
  private readonly connection: Connection
  private readonly alarms: AlarmWrites

  constructor(connection: Connection) {
    this.connection = connection
    this.alarms = new AlarmWrites(connection)
  }

  /** Returns how many gaps there were. */
  add({ site, box }: Place, { entries, registry }: DecodedBatch, receivedAt: number): number {
    const insert = this.connection.prepare(INSERT)
    let gaps = 0
    for (const entry of entries) {
      if (entry.type === 'gap') {
        gaps += 1
        for (const [first, last] of explainedBatches(entry))
          this.connection.prepare(EXPLAIN).run(site, box, first, last, entry.seq, entry.reason)
      }
      insert.run(site, box, entry.seq, entry.type, receivedAt, JSON.stringify(entry))
      if (entry.type !== 'alarm') continue
      const { seq, wall } = entry
      this.alarms.step({ place: { site, box }, source: 'box', entry, seq, wall, at: receivedAt })
    }
    if (registry !== null)
      this.connection.prepare(UPSERT_REGISTRY).run(site, box, registry.seq, JSON.stringify(registry.registry))
    return gaps
  }

  /** An event of the cloud's own, about a box. */
  event({ site, box }: Omit<Place, 'boxId'>, event: string, data: Record<string, unknown>, at: number): void {
    const stamp = { seq: null, era: null, mono: null, wall: at, clock: null }
    const body = JSON.stringify({ ...stamp, type: 'event', event, data })
    this.connection.prepare(INSERT).run(site, box, null, 'event', at, body)
  }

  /** A step of an alarm of the cloud's own, about a box. Its order is the cloud's time, a ms later where two are one. */
  alarm(place: Omit<Place, 'boxId'>, entry: AlarmEntry, at: number): void {
    const newest = this.connection
      .prepare('SELECT seq FROM alarm WHERE site = ? AND box = ? AND id = ?')
      .get(place.site, place.box, entry.id) as { seq: number } | undefined
    const seq = Math.max(at, (newest?.seq ?? 0) + 1)
    const body = JSON.stringify({ seq: null, era: null, mono: null, wall: at, clock: null, ...entry })
    this.connection.prepare(INSERT).run(place.site, place.box, null, 'alarm', at, body)
    this.alarms.step({ place, source: 'cloud', entry, seq, wall: at, at })
  }
}
