import type { BoxRange } from '@zaojun/core'
import type { DecodedBatch } from '../../ingest/decoded.ts'
import type { Connection } from './database.ts'

/** Numbers of a box and its site in the keys. */
export type Place = { site: number; box: number; boxId: string }
type Held = { n: number; digest: string; prev: string | null; first_seq: number; last_seq: number; received_at: number }
type Advance = {
  newest: number
  lastBatchAt: number | null
  newestWall: number | null
  clock: string | null
  gaps: number
  reported: string | null
}

const HELD = 'SELECT n, digest, prev, first_seq, last_seq, received_at FROM batch WHERE site = ? AND box = ?'
const UPDATE_BOX = `UPDATE box SET
  clock = CASE WHEN ? >= newest AND ? IS NOT NULL THEN ? ELSE clock END,
  newest = max(newest, ?), last_batch_at = max(coalesce(last_batch_at, 0), coalesce(?, last_batch_at)),
  newest_wall = CASE WHEN ? IS NULL THEN newest_wall ELSE max(coalesce(newest_wall, ?), ?) END,
  gaps = gaps + ?, reported = coalesce(?, reported) WHERE no = ?`

/** The chain of each box: which batches are held, whether a new one joins them, and how far the box has come. */
export class BoxLedger {
  private readonly connection: Connection
  private readonly places = new Map<string, Place>()
  private readonly advances = new Map<number, Advance>()

  constructor(connection: Connection) {
    this.connection = connection
  }

  place(boxId: string): Place {
    let place = this.places.get(boxId)
    if (place === undefined) {
      const row = this.connection.prepare('SELECT no, site FROM box WHERE id = ?').get(boxId)
      if (row === undefined) throw new Error(`box ${boxId} is not in the store`)
      const { no, site } = row as { no: number; site: number }
      place = { site, box: no, boxId }
      this.places.set(boxId, place)
    }
    return place
  }

  held({ site, box }: Place, n: number): Held | undefined {
    return this.connection.prepare(`${HELD} AND n = ?`).get(site, box, n) as Held | undefined
  }

  /** What already stands where the batch wants to stand, or null. Held ranges never overlap one another. */
  forkOf({ site, box }: Place, { n, from, to }: DecodedBatch, sameNumber: boolean): string | null {
    if (sameNumber) return `batch ${n}`
    const below = this.connection.prepare(`${HELD} AND first_seq <= ? ORDER BY first_seq DESC LIMIT 1`)
    const nearest = below.get(site, box, to) as Held | undefined
    return nearest !== undefined && nearest.last_seq >= from
      ? `seqs ${nearest.first_seq}–${nearest.last_seq} in batch ${nearest.n}`
      : null
  }

  /** Why the batch does not join what is held: its neighbours by number, and by seq. */
  brokenChain(place: Place, { n, prev, digest, from, to }: DecodedBatch): string | null {
    const { site, box } = place
    const before = this.held(place, n - 1)
    if (before !== undefined && before.digest !== prev) return `prev is not the digest of batch ${n - 1}`
    const after = this.held(place, n + 1)
    if (after !== undefined && after.prev !== digest) return `batch ${n + 1} names another predecessor`
    const below = this.connection.prepare(`${HELD} AND first_seq < ? ORDER BY first_seq DESC LIMIT 1`)
    const lower = below.get(site, box, from) as Held | undefined
    if (lower !== undefined && lower.n > n) return `batch ${lower.n} holds earlier seqs`
    const above = this.connection.prepare(`${HELD} AND first_seq > ? ORDER BY first_seq LIMIT 1`)
    const higher = above.get(site, box, to) as Held | undefined
    return higher !== undefined && higher.n < n ? `batch ${higher.n} holds later seqs` : null
  }

  add({ site, box }: Place, batch: DecodedBatch, receivedAt: number): void {
    const { n, digest, prev, from, to, readings, archive } = batch
    this.connection
      .prepare('INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(site, box, n, digest, prev, from, to, readings, receivedAt, archive)
    this.joinRange(site, box, n)
  }

  private joinRange(site: number, box: number, n: number): void {
    const { connection } = this
    const near = connection.prepare(
      'SELECT first, last FROM held_range WHERE site = ? AND box = ? AND first <= ? ORDER BY first DESC LIMIT 1',
    )
    const right = connection.prepare('SELECT last FROM held_range WHERE site = ? AND box = ? AND first = ?')
    const left = near.get(site, box, n) as { first: number; last: number } | undefined
    const next = right.get(site, box, n + 1) as { last: number } | undefined
    const first = left?.last === n - 1 ? left.first : n
    const last = next?.last ?? n
    if (next !== undefined)
      connection.prepare('DELETE FROM held_range WHERE site = ? AND box = ? AND first = ?').run(site, box, n + 1)
    connection
      .prepare(
        `INSERT INTO held_range (site, box, first, last) VALUES (?, ?, ?, ?)
         ON CONFLICT (site, box, first) DO UPDATE SET last = excluded.last`,
      )
      .run(site, box, first, last)
  }

  /** Keeps the bytes of a fork aside; false when this one is there already. */
  quarantine({ site, box }: Place, { digest, n, from, to, archive }: DecodedBatch, at: number): boolean {
    const insert = this.connection.prepare('INSERT OR IGNORE INTO fork VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    const fresh = insert.run(site, box, digest, n, from, to, at, archive).changes === 1
    if (fresh) this.connection.prepare('UPDATE box SET quarantined = quarantined + 1 WHERE no = ?').run(box)
    return fresh
  }

  reported({ box }: Place, range: BoxRange): void {
    this.advance(box).reported = JSON.stringify(range)
  }

  advanced({ box }: Place, { n, clock, newestWall }: DecodedBatch, receivedAt: number, gaps: number): void {
    const advance = this.advance(box)
    if (n >= advance.newest) advance.clock = clock
    advance.newest = Math.max(advance.newest, n)
    advance.lastBatchAt = Math.max(advance.lastBatchAt ?? 0, receivedAt)
    if (newestWall !== null) advance.newestWall = Math.max(advance.newestWall ?? newestWall, newestWall)
    advance.gaps += gaps
  }

  private advance(box: number): Advance {
    let advance = this.advances.get(box)
    if (advance === undefined) {
      advance = { newest: 0, lastBatchAt: null, newestWall: null, clock: null, gaps: 0, reported: null }
      this.advances.set(box, advance)
    }
    return advance
  }

  /** One update a box, however many of its batches the group held. */
  flush(): void {
    const update = this.connection.prepare(UPDATE_BOX)
    for (const [box, { newest, lastBatchAt, newestWall, clock, gaps, reported }] of this.advances)
      update.run(newest, clock, clock, newest, lastBatchAt, newestWall, newestWall, newestWall, gaps, reported, box)
    this.advances.clear()
  }

  forget(): void {
    this.advances.clear()
    this.places.clear()
  }
}
