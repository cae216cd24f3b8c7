import type { Heartbeat } from '@zaojun/core'
import { HEARTBEAT_CONTENT_TYPE, prepareSign1, runsOf, subtractRuns } from '@zaojun/core/plain'
import type Database from 'better-sqlite3'
import type { Identity } from '../identity.ts'
import type { BatchNote } from './sealer.ts'

/** Batches taken up again in one go; the next heartbeat asks for the rest. */
const MOST_AGAIN = 10_000

export type HeartbeatMoment = Pick<Heartbeat, 'boot' | 'mono' | 'at'>
/** What becomes of batches the cloud has not: sent again, refused there before, or no longer here. */
export type AskedAgain = { notes: BatchNote[]; gone: [number, number][] }

/** What the ledger signs of itself, read from the disk each time: what was taken away there shows. */
export class Heartbeats {
  private readonly db: Database.Database
  private readonly identity: Identity

  constructor(db: Database.Database, identity: Identity) {
    this.db = db
    this.identity = identity
  }

  /** The signed envelope; `seq` is the newest entry on disk. */
  make({ boot, mono, at }: HeartbeatMoment, seq: number): Uint8Array {
    const { id, kid } = this.identity
    const ends = this.db
      .prepare('SELECT coalesce(min(n), 0) AS oldest, coalesce(max(n), 0) AS newest FROM batch')
      .get() as { oldest: number; newest: number }
    const head = this.db.prepare('SELECT lower(hex(digest)) AS head FROM batch WHERE n = ?').get(ends.newest) as
      | { head: string }
      | undefined
    const pending = this.db.prepare(`SELECT n FROM batch WHERE state = 'pending' ORDER BY n`).all() as { n: number }[]
    const heartbeat: Heartbeat = {
      v: 1,
      box: id,
      boot,
      mono,
      at,
      ...ends,
      head: head?.head ?? null,
      seq,
      pending: runsOf(pending.map(({ n }) => n)),
    }
    const message = prepareSign1(
      { kid, contentType: HEARTBEAT_CONTENT_TYPE, issuer: `urn:zaojun:box:${id}`, subject: `urn:zaojun:box:${id}` },
      new TextEncoder().encode(JSON.stringify(heartbeat)),
    )
    return message.finish(this.identity.sign(message.signed))
  }

  /**
   * Batches the cloud asks for again become pending; what is not here any more, or was refused, is gone for it. Numbers
   * this ledger never had are nobody's to explain here.
   */
  askedAgain(runs: [number, number][]): AskedAgain {
    const held = this.db.prepare(
      `SELECT n, from_seq AS "from", to_seq AS "to", readings, state FROM batch WHERE n BETWEEN ? AND ? ORDER BY n LIMIT ?`,
    )
    const rows = runs.flatMap(([first, last]) => held.all(first, last, MOST_AGAIN) as (BatchNote & { state: string })[])
    const { newest } = this.db.prepare('SELECT coalesce(max(n), 0) AS newest FROM batch').get() as { newest: number }
    const here = runsOf(
      rows.flatMap(({ n, state }) => (state === 'refused' ? [] : [n])),
      Number.POSITIVE_INFINITY,
    )
    const own = subtractRuns(runs, [[newest + 1, Number.MAX_SAFE_INTEGER]])
    const again = this.db.prepare(`UPDATE batch SET state = 'pending', receipt = NULL, place = NULL WHERE n = ?`)
    const notes = rows.filter(({ state }) => state === 'acknowledged').map(({ state: _, ...note }) => note)
    this.db.transaction(() => {
      for (const { n } of notes) again.run(n)
    })()
    return { notes, gone: rows.length >= MOST_AGAIN ? [] : subtractRuns(own, here) }
  }
}
