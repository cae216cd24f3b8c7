import { createHash } from 'node:crypto'
import type { Batch, BatchHead, Entry, Era, SeriesChunk } from '@zaojun/core'
import { BATCH_CONTENT_TYPE, composeBatch, MAX_BATCH_READINGS, prepareSign1 } from '@zaojun/core/plain'
import type Database from 'better-sqlite3'
import type { Identity } from '../identity.ts'
import { ENTRY_SELECT, type EntryRow, entryOf } from './rows.ts'

/** A payload stops growing here, well under what the cloud takes in one request. */
const PAYLOAD_TARGET_BYTES = 1024 * 1024

/** A sealed batch as the uplink knows it. */
export type BatchNote = { n: number; from: number; to: number; readings: number }

/** Cuts the ledger into numbered, chained, signed batches and keeps their exact bytes. */
export class Sealer {
  private readonly db: Database.Database
  private readonly identity: Identity
  private readonly select
  private readonly insert
  private readonly insertSegment

  constructor(db: Database.Database, identity: Identity) {
    this.db = db
    this.identity = identity
    this.select = db.prepare(`${ENTRY_SELECT} WHERE e.seq > ? ORDER BY e.seq LIMIT ${MAX_BATCH_READINGS}`)
    this.insert = db.prepare(
      'INSERT INTO batch (n, from_seq, to_seq, readings, digest, envelope, sealed_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.insertSegment = db.prepare(
      'INSERT INTO segment SELECT id, ?, ?, ?, ?, ?, ? FROM series WHERE device = ? AND point = ?',
    )
  }

  /** Seals all that is not sealed yet. `force` holds the hashes of what was in force; `wall` is null while unknown. */
  seal(force: BatchHead['force'], wall: number | null): BatchNote[] {
    const notes: BatchNote[] = []
    for (;;) {
      const note = this.sealOne(force, wall)
      if (note === undefined) return notes
      notes.push(note)
    }
  }

  private sealOne(force: BatchHead['force'], wall: number | null): BatchNote | undefined {
    const last = this.db.prepare('SELECT n, to_seq AS seq, digest FROM batch ORDER BY n DESC LIMIT 1').get() as
      | { n: number; seq: number; digest: Buffer }
      | undefined
    const entries = this.nextEntries(last?.seq ?? 0)
    const [first] = entries
    const final = entries.at(-1)
    if (first === undefined || final === undefined) return undefined
    const n = (last?.n ?? 0) + 1
    const head: BatchHead = {
      box: this.identity.id,
      n,
      prev: last?.digest.toString('hex') ?? null,
      from: first.seq,
      to: final.seq,
      eras: this.erasOf(entries),
      force,
    }
    const batch = composeBatch(head, entries)
    const envelope = this.sign(n, new TextEncoder().encode(JSON.stringify(batch)))
    const digest = createHash('sha256').update(envelope).digest()
    const readings = entries.reduce((count, { type }) => count + (type === 'reading' ? 1 : 0), 0)
    this.db.transaction(() => {
      this.insert.run(n, first.seq, final.seq, readings, digest, envelope, wall)
      this.keepSegments(batch)
    })()
    return { n, from: first.seq, to: final.seq, readings }
  }

  private keepSegments({ n, series, eras }: Batch): void {
    const offsets = new Map(eras.map(({ era, offset }) => [era, offset ?? 0]))
    for (const [part, chunk] of series.entries()) {
      const offset = offsets.get(chunk.e) ?? 0
      const { first, last } = spanOf(chunk, offset)
      this.insertSegment.run(n, part, chunk.e, first, last, JSON.stringify(chunk), chunk.d, chunk.p)
    }
  }

  private nextEntries(after: number): Entry[] {
    const entries: Entry[] = []
    let bytes = 0
    for (const row of this.select.iterate(after) as Iterable<EntryRow>) {
      entries.push(entryOf(row))
      bytes += 16 + (row.body?.length ?? 0)
      if (bytes > PAYLOAD_TARGET_BYTES) break
    }
    return entries
  }

  private erasOf(entries: Entry[]): Era[] {
    const used = new Set(entries.map(({ era }) => era))
    return (this.db.prepare('SELECT * FROM era ORDER BY era').all() as Era[]).filter(({ era }) => used.has(era))
  }

  private sign(n: number, payload: Uint8Array): Uint8Array {
    const { id, kid } = this.identity
    const message = prepareSign1(
      { kid, contentType: BATCH_CONTENT_TYPE, issuer: `urn:zaojun:box:${id}`, subject: `urn:zaojun:batch:${n}` },
      payload,
    )
    return message.finish(this.identity.sign(message.signed))
  }
}

/** From when to when a chunk's readings are, in monotonic ms of its era; what was told late goes by its own time. */
function spanOf(chunk: SeriesChunk, offset: number): { first: number; last: number } {
  if (chunk.l === true) {
    const times = Object.values(chunk.x ?? {})
    return { first: Math.min(...times) - offset, last: Math.max(...times) - offset }
  }
  const first = chunk.t0 - offset
  return { first, last: chunk.dt.reduce((sum, step) => sum + step, first) }
}
