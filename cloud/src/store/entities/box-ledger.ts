import type { BoxRange } from '@zaojun/core'
import { sql } from 'kysely'
import type { DecodedBatch } from '../../ingest/decoded.ts'
import type { Queries } from '../queries.ts'
import type { IngestOutcome } from '../store.ts'
import type { Place } from './boxes.ts'

/** What is held near a batch: by number (itself, before, after), what the box has signed it to be, by seq (at or below its last, below, above), and ranges. */
type Near = 'by-number' | 'claim' | 'reaching' | 'below' | 'above' | 'range-left' | 'range-right'
export type HeldNear = {
  box: number
  near: Near
  n: number
  digest: string
  prev: string | null
  first_seq: number
  last_seq: number
  received_at: number
}
/** A run of held batch numbers, and the one it swallows, if any. */
export type RangeChange = { first: number; last: number; swallows: number | null }
export type Judgement =
  | { kind: 'stored'; range: RangeChange }
  | { kind: 'duplicate'; receivedAt: number }
  | { kind: 'fork' | 'chain'; name: string }

/** One statement for all that decides about a batch. Held ranges of seqs never overlap one another. */
export function nearbyQuery({ site, box }: Place, { n, from, to }: Pick<DecodedBatch, 'n' | 'from' | 'to'>) {
  const columns = (near: Near) =>
    sql`SELECT box, ${sql.lit(near)} AS near, n, digest, prev, first_seq, last_seq, received_at`
  const batches = sql`FROM batch WHERE site = ${site} AND box = ${box}`
  const ranges = (near: Near) =>
    sql`SELECT box, ${sql.lit(near)} AS near, 0 AS n, '' AS digest, NULL AS prev, first AS first_seq, last AS last_seq,
      0 AS received_at FROM held_range WHERE site = ${site} AND box = ${box}`
  return sql<HeldNear>`${columns('by-number')} ${batches} AND n BETWEEN ${n - 1} AND ${n + 1}
    UNION ALL SELECT * FROM (${columns('reaching')} ${batches} AND first_seq <= ${to} ORDER BY first_seq DESC LIMIT 1) AS a
    UNION ALL SELECT * FROM (${columns('below')} ${batches} AND first_seq < ${from} ORDER BY first_seq DESC LIMIT 1) AS b
    UNION ALL SELECT * FROM (${columns('above')} ${batches} AND first_seq > ${to} ORDER BY first_seq LIMIT 1) AS c
    UNION ALL SELECT * FROM (${ranges('range-left')} AND first <= ${n} ORDER BY first DESC LIMIT 1) AS d
    UNION ALL ${ranges('range-right')} AND first = ${n + 1}
    UNION ALL SELECT box, 'claim' AS near, n, head AS digest, NULL AS prev, 0 AS first_seq, 0 AS last_seq, received_at
      FROM claim WHERE site = ${site} AND box = ${box} AND n = ${n}`
}

/** Whether a batch joins what is held: decided before anything of it is written. */
export function judge(held: HeldNear[], { n, digest, prev, from }: DecodedBatch): Judgement {
  const numbered = (number: number) => held.find((row) => row.near === 'by-number' && row.n === number)
  const by = (near: Near) => held.find((row) => row.near === near)
  const same = numbered(n)
  if (same?.digest === digest) return { kind: 'duplicate', receivedAt: same.received_at }
  const claim = by('claim')
  if (same !== undefined || (claim !== undefined && claim.digest !== digest))
    return { kind: 'fork', name: `batch ${n}` }
  const reaching = by('reaching')
  if (reaching !== undefined && reaching.last_seq >= from) {
    const { first_seq, last_seq } = reaching
    return { kind: 'fork', name: `seqs ${first_seq}–${last_seq} in batch ${reaching.n}` }
  }
  const broken = (name: string): Judgement => ({ kind: 'chain', name })
  const before = numbered(n - 1)
  if (before !== undefined && before.digest !== prev) return broken(`prev is not the digest of batch ${n - 1}`)
  const after = numbered(n + 1)
  if (after !== undefined && after.prev !== digest) return broken(`batch ${n + 1} names another predecessor`)
  const lower = by('below')
  if (lower !== undefined && lower.n > n) return broken(`batch ${lower.n} holds earlier seqs`)
  const higher = by('above')
  if (higher !== undefined && higher.n < n) return broken(`batch ${higher.n} holds later seqs`)
  const left = by('range-left')
  const right = by('range-right')
  const first = left?.last_seq === n - 1 ? left.first_seq : n
  return { kind: 'stored', range: { first, last: right?.last_seq ?? n, swallows: right === undefined ? null : n + 1 } }
}

/** What the sender is told where the batch is not stored. */
export function refusal(judgement: Exclude<Judgement, { kind: 'stored' }>): IngestOutcome {
  if (judgement.kind === 'duplicate') return { status: 'duplicate', receivedAt: judgement.receivedAt, moved: [] }
  return {
    status: 'refused',
    code: judgement.kind === 'fork' ? 'BATCH_FORK' : 'BATCH_CHAIN',
    name: judgement.name,
  }
}

/** Of two ranges that a batch joins the later one goes: the earlier reaches over it. */
export async function dropSwallowed({ run }: Queries, { site, box }: Place, { swallows }: RangeChange): Promise<void> {
  if (swallows !== null)
    await run(sql`DELETE FROM held_range WHERE site = ${site} AND box = ${box} AND first = ${swallows}`)
}

export async function writeRange(queries: Queries, place: Place, change: RangeChange): Promise<void> {
  await dropSwallowed(queries, place, change)
  await queries.run(
    sql`INSERT INTO held_range (site, box, first, last) VALUES (${place.site}, ${place.box}, ${change.first}, ${change.last})
      ON CONFLICT (site, box, first) DO UPDATE SET last = excluded.last`,
  )
}

/** Keeps the bytes of a fork aside; false when this one is there already. */
export async function quarantine(
  { run }: Queries,
  { site, box }: Place,
  { digest, n, from, to, archive }: DecodedBatch,
  at: number,
): Promise<boolean> {
  const fresh = await run(
    sql`INSERT INTO fork (site, box, digest, n, first_seq, last_seq, received_at, envelope)
      VALUES (${site}, ${box}, ${digest}, ${n}, ${from}, ${to}, ${at}, ${archive}) ON CONFLICT DO NOTHING`,
  )
  if (fresh === 0) return false
  await run(sql`UPDATE box_state SET quarantined = quarantined + 1 WHERE site = ${site} AND box = ${box}`)
  return true
}

/** How far a box has come with what was taken of it. */
export type Advance = {
  place: Place
  newest: number
  lastBatchAt: number | null
  newestWall: number | null
  clock: string | null
  gaps: number
  reported: string | null
}

/** How far boxes have come: one update a box, however many of its batches a commit holds. */
export class BoxAdvances {
  private readonly advances = new Map<number, Advance>()

  reported(place: Place, range: BoxRange): void {
    this.of(place).reported = JSON.stringify(range)
  }

  advanced(place: Place, { n, clock, newestWall }: DecodedBatch, receivedAt: number, gaps: number): void {
    const advance = this.of(place)
    if (n >= advance.newest) advance.clock = clock
    advance.newest = Math.max(advance.newest, n)
    advance.lastBatchAt = Math.max(advance.lastBatchAt ?? 0, receivedAt)
    if (newestWall !== null) advance.newestWall = Math.max(advance.newestWall ?? newestWall, newestWall)
    advance.gaps += gaps
  }

  private of(place: Place): Advance {
    let advance = this.advances.get(place.box)
    if (advance === undefined) {
      advance = { place, newest: 0, lastBatchAt: null, newestWall: null, clock: null, gaps: 0, reported: null }
      this.advances.set(place.box, advance)
    }
    return advance
  }

  /** All there are; from here on they are others. */
  take(): Advance[] {
    const taken = [...this.advances.values()]
    this.advances.clear()
    return taken
  }

  forget(): void {
    this.advances.clear()
  }
}

export async function writeAdvance({ run }: Queries, advance: Advance): Promise<void> {
  const { place, newest, lastBatchAt, newestWall, clock, gaps, reported } = advance
  await run(
    sql`UPDATE box_state SET
      clock = CASE WHEN ${newest} >= newest THEN coalesce(${clock}, clock) ELSE clock END,
      newest = CASE WHEN ${newest} > newest THEN ${newest} ELSE newest END,
      last_batch_at = CASE WHEN ${lastBatchAt} > coalesce(last_batch_at, 0) THEN ${lastBatchAt} ELSE last_batch_at END,
      newest_wall = CASE WHEN newest_wall IS NULL OR ${newestWall} > newest_wall
        THEN coalesce(${newestWall}, newest_wall) ELSE newest_wall END,
      gaps = gaps + ${gaps}, reported = coalesce(${reported}, reported)
      WHERE site = ${place.site} AND box = ${place.box}`,
  )
}
