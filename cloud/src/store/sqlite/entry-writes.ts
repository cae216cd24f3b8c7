import type { DecodedBatch } from '../../ingest/decoded.ts'
import type { Place } from './box-ledger.ts'
import type { Connection } from './database.ts'

const INSERT = 'INSERT INTO entry (site, box, seq, type, received_at, body) VALUES (?, ?, ?, ?, ?, ?)'
const UPSERT_REGISTRY = `INSERT INTO registry VALUES (?, ?, ?, ?) ON CONFLICT (site, box) DO UPDATE SET
  seq = excluded.seq, body = excluded.body WHERE excluded.seq > registry.seq`

/** Entries that are no readings, and the registry the newest of them carries. */
export class EntryWrites {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** Returns how many gaps there were. */
  add({ site, box }: Place, { entries, registry }: DecodedBatch, receivedAt: number): number {
    const insert = this.connection.prepare(INSERT)
    let gaps = 0
    for (const entry of entries) {
      if (entry.type === 'gap') gaps += 1
      insert.run(site, box, entry.seq, entry.type, receivedAt, JSON.stringify(entry))
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
}
