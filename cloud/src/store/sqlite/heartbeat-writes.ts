import type { Heartbeat, HeartbeatAnswer } from '@zaojun/core'
import { joinRuns, MAX_RUNS, subtractRuns } from '@zaojun/core/plain'
import type { HeartbeatRequest } from '../heartbeats.ts'
import { BoxLedger, type Place } from './box-ledger.ts'
import type { Connection } from './database.ts'
import { EntryWrites } from './entry-writes.ts'

type Fault = HeartbeatAnswer['fault']
type Claim = { n: number; head: string; seq: number }
type Run = [number, number]

/** Held rows looked at below a box's newest number: rows taken out of the file behind our back show there first. */
const LOOK_BACK = 64

/** Takes heartbeats: keeps what each box claims to hold, and says what does not fit it. */
export function heartbeatWrites(connection: Connection) {
  const ledger = new BoxLedger(connection)
  const entries = new EntryWrites(connection)
  const claims = ({ site, box }: Place): Claim[] =>
    connection.prepare('SELECT n, head, seq FROM claim WHERE site = ? AND box = ? ORDER BY n').all(site, box) as Claim[]

  /** What stands under that number by the box's own signature: held, or claimed. */
  const known = (place: Place, n: number): string | undefined =>
    ledger.held(place, n)?.digest ?? claims(place).find((claim) => claim.n === n)?.head

  function faultOf(place: Place, { newest, head, seq }: Heartbeat): Fault {
    const last = claims(place).at(-1)
    const before = known(place, newest)
    if (head !== null && before !== undefined && before !== head) return 'other-head'
    if (last !== undefined && (newest < last.n || seq < last.seq)) return 'behind'
    return null
  }

  /** The newest claim stays; those below go once the batch they speak of is held. */
  function claim(place: Place, { newest, head, seq }: Heartbeat, { envelope, receivedAt }: HeartbeatRequest): void {
    if (head === null) return
    const { site, box } = place
    connection
      .prepare(
        `INSERT INTO claim VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site, box, n) DO UPDATE SET
         seq = max(seq, excluded.seq), received_at = excluded.received_at`,
      )
      .run(site, box, newest, head, seq, receivedAt, Buffer.from(envelope))
    connection
      .prepare(
        `DELETE FROM claim WHERE site = ? AND box = ? AND n < ?
         AND EXISTS (SELECT 1 FROM batch WHERE batch.site = claim.site AND batch.box = claim.box AND batch.n = claim.n)`,
      )
      .run(site, box, newest)
  }

  /** Runs that say "held" of rows that are gone are cut to what is there. */
  function lookBack({ site, box }: Place): Run[] {
    const runs = connection
      .prepare('SELECT first, last FROM held_range WHERE site = ? AND box = ? ORDER BY first')
      .all(site, box) as { first: number; last: number }[]
    const held = runs.map(({ first, last }): Run => [first, last])
    const newest = held.at(-1)?.[1] ?? 0
    const near: Run = [Math.max(1, newest - LOOK_BACK + 1), newest]
    const rows = connection
      .prepare('SELECT n FROM batch WHERE site = ? AND box = ? AND n BETWEEN ? AND ? ORDER BY n')
      .all(site, box, ...near) as { n: number }[]
    const stated = held.map(([first, last]): Run => [Math.max(first, near[0]), last]).filter(([a, b]) => b >= a)
    const gone = subtractRuns(stated, joinRuns(rows.map(({ n }): Run => [n, n])))
    if (gone.length === 0) return held
    forgetDerived(connection, { site, box }, gone)
    const left = subtractRuns(held, gone)
    connection.prepare('DELETE FROM held_range WHERE site = ? AND box = ?').run(site, box)
    const insert = connection.prepare('INSERT INTO held_range (site, box, first, last) VALUES (?, ?, ?, ?)')
    for (const [first, last] of left) insert.run(site, box, first, last)
    return left
  }

  function explained({ site, box }: Place): Run[] {
    const rows = connection.prepare('SELECT first, last FROM explained_hole WHERE site = ? AND box = ?').all(site, box)
    return joinRuns((rows as { first: number; last: number }[]).map(({ first, last }): Run => [first, last]))
  }

  return {
    heartbeat(request: HeartbeatRequest): HeartbeatAnswer {
      const { heartbeat, envelope, receivedAt } = request
      const place = ledger.place(heartbeat.box)
      const { site, box } = place
      const last = connection.prepare('SELECT fault, body FROM heartbeat WHERE site = ? AND box = ?').get(site, box) as
        | { fault: Fault; body: string }
        | undefined
      const before = last === undefined ? undefined : (JSON.parse(last.body) as Heartbeat)
      // One that was long on its way says nothing of now.
      if (before?.boot === heartbeat.boot && before.mono > heartbeat.mono) return { missing: [], fault: null }
      const fault = faultOf(place, heartbeat)
      connection
        .prepare(
          `INSERT INTO heartbeat VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (site, box) DO UPDATE SET
           received_at = excluded.received_at, fault = excluded.fault, body = excluded.body, envelope = excluded.envelope`,
        )
        .run(site, box, receivedAt, fault, JSON.stringify(heartbeat), Buffer.from(envelope))
      if (fault === null) claim(place, heartbeat, request)
      else if (last?.fault !== fault) {
        connection.prepare('UPDATE box SET contradicted = contradicted + 1 WHERE no = ?').run(box)
        const { newest, seq } = heartbeat
        const claimed = claims(place).at(-1)
        const data = { fault, newest, seq, claimed: claimed?.n ?? null, claimedSeq: claimed?.seq ?? null }
        entries.event(place, 'box-ledger-contradicted', data, receivedAt)
      }
      const all: Run[] = heartbeat.newest > 0 ? [[1, heartbeat.newest]] : []
      const here = joinRuns([...lookBack(place), ...heartbeat.pending, ...explained(place)])
      return { missing: subtractRuns(all, here).slice(0, MAX_RUNS), fault }
    },
  }
}

/** What was made of batches that are gone: it is made again when they come again. */
function forgetDerived(connection: Connection, { site, box }: Pick<Place, 'site' | 'box'>, gone: Run[]): void {
  const run = (text: string, ...values: number[]) => connection.prepare(text).run(...values)
  for (const [first, last] of gone) {
    run('DELETE FROM segment WHERE site = ? AND box = ? AND batch BETWEEN ? AND ?', site, box, first, last)
    run('DELETE FROM batch_hour WHERE site = ? AND box = ? AND batch BETWEEN ? AND ?', site, box, first, last)
    run(
      `DELETE FROM entry WHERE site = ? AND box = ?
       AND seq > (SELECT coalesce(max(last_seq), 0) FROM batch WHERE site = ? AND box = ? AND n < ?)
       AND seq < (SELECT coalesce(min(first_seq), 9e15) FROM batch WHERE site = ? AND box = ? AND n > ?)`,
      site,
      box,
      site,
      box,
      first,
      site,
      box,
      last,
    )
  }
}

/** What the box has signed to be batch `n`, where that is not this one. */
export function otherClaim(connection: Connection, { site, box }: Place, n: number, digest: string): boolean {
  const claim = connection.prepare('SELECT head FROM claim WHERE site = ? AND box = ? AND n = ?').get(site, box, n)
  return claim !== undefined && (claim as { head: string }).head !== digest
}
