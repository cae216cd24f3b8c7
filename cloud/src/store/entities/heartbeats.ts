import type { Heartbeat, HeartbeatAnswer } from '@zaojun/core'
import { joinRuns, MAX_RUNS, subtractRuns } from '@zaojun/core/plain'
import { sql } from 'kysely'
import type { ExplainedHole, HeartbeatRequest, HeartbeatState } from '../heartbeats.ts'
import { type Queries, type SiteRange, within } from '../queries.ts'
import { type Place, placeOf } from './boxes.ts'
import { writeEvent } from './entries.ts'

type Fault = HeartbeatAnswer['fault']
type Claim = { n: number; head: string; seq: number }
type Run = [number, number]
type Spot = Omit<Place, 'boxId'>

/** Held rows looked at below a box's newest number: rows taken out of the file behind our back show there first. */
const LOOK_BACK = 64

/** What boxes last signed of themselves. */
export function heartbeatReads(queries: Queries) {
  return {
    /** The newest one of a box of the site, as it was signed. */
    async heartbeatEnvelope({ site, box }: { site: string; box: string }): Promise<Uint8Array | null> {
      const place = await placeOf(queries, box)
      const row = await queries.first(
        sql<{ envelope: Uint8Array }>`SELECT envelope FROM heartbeat JOIN site ON site.no = heartbeat.site
          WHERE heartbeat.site = ${place?.site ?? -1} AND heartbeat.box = ${place?.box ?? -1} AND site.id = ${site}`,
      )
      return row === undefined ? null : new Uint8Array(row.envelope)
    },
  }
}

/** Of all boxes of the sites, by their numbers. */
export async function heartbeatsOf({ all }: Queries, sites: SiteRange): Promise<Map<number, HeartbeatState>> {
  const rows = await all(
    sql<{ box: number; received_at: number; fault: Fault; body: string; claimed: number | null }>`
      SELECT box, received_at, fault, body, (SELECT max(n) FROM claim WHERE claim.site = heartbeat.site
        AND claim.box = heartbeat.box) AS claimed FROM heartbeat WHERE ${within('heartbeat.site', sites)}`,
  )
  return new Map(
    rows.map(({ box, received_at, fault, body, claimed }) => {
      const { newest, head, seq, at, pending } = JSON.parse(body) as Heartbeat
      return [box, { newest, head, seq, at, pending, receivedAt: received_at, fault, claimed: claimed ?? 0 }]
    }),
  )
}

export const explainedHolesOf = ({ all }: Queries, sites: SiteRange): Promise<(ExplainedHole & { box: number })[]> =>
  all(
    sql<ExplainedHole & { box: number }>`SELECT box, first, last, seq, reason FROM explained_hole
      WHERE ${within('site', sites)} ORDER BY first, seq`,
  )

/** Takes heartbeats: keeps what each box claims to hold, and says what does not fit it. */
export function heartbeatWrites(queries: Queries) {
  const { all, first, run } = queries
  const claims = ({ site, box }: Spot): Promise<Claim[]> =>
    all(sql<Claim>`SELECT n, head, seq FROM claim WHERE site = ${site} AND box = ${box} ORDER BY n`)

  /** What stands under that number by the box's own signature: held, or claimed. */
  async function known({ site, box }: Spot, n: number, claimed: Claim[]): Promise<string | undefined> {
    const held = sql<{ digest: string }>`SELECT digest FROM batch WHERE site = ${site} AND box = ${box} AND n = ${n}`
    return (await first(held))?.digest ?? claimed.find((claim) => claim.n === n)?.head
  }

  async function faultOf(place: Spot, { newest, head, seq }: Heartbeat, claimed: Claim[]): Promise<Fault> {
    const last = claimed.at(-1)
    const before = await known(place, newest, claimed)
    if (head !== null && before !== undefined && before !== head) return 'other-head'
    if (last !== undefined && (newest < last.n || seq < last.seq)) return 'behind'
    return null
  }

  /** The newest claim stays; those below go once the batch they speak of is held. */
  async function claim({ site, box }: Spot, { heartbeat, envelope, receivedAt }: HeartbeatRequest): Promise<void> {
    const { newest, head, seq } = heartbeat
    if (head === null) return
    await run(
      sql`INSERT INTO claim (site, box, n, head, seq, received_at, envelope)
        VALUES (${site}, ${box}, ${newest}, ${head}, ${seq}, ${receivedAt}, ${Buffer.from(envelope)})
        ON CONFLICT (site, box, n) DO UPDATE SET
        seq = CASE WHEN excluded.seq > claim.seq THEN excluded.seq ELSE claim.seq END, received_at = excluded.received_at`,
    )
    await run(
      sql`DELETE FROM claim WHERE site = ${site} AND box = ${box} AND n < ${newest}
        AND EXISTS (SELECT 1 FROM batch WHERE batch.site = claim.site AND batch.box = claim.box AND batch.n = claim.n)`,
    )
  }

  /** Runs that say "held" of rows that are gone are cut to what is there. */
  async function lookBack({ site, box }: Spot): Promise<Run[]> {
    const runs = await all(
      sql<{ first: number; last: number }>`SELECT first, last FROM held_range
        WHERE site = ${site} AND box = ${box} ORDER BY first`,
    )
    const held = runs.map(({ first, last }): Run => [first, last])
    const newest = held.at(-1)?.[1] ?? 0
    const near: Run = [Math.max(1, newest - LOOK_BACK + 1), newest]
    const rows = await all(
      sql<{ n: number }>`SELECT n FROM batch WHERE site = ${site} AND box = ${box}
        AND n BETWEEN ${near[0]} AND ${near[1]} ORDER BY n`,
    )
    const stated = held.map(([first, last]): Run => [Math.max(first, near[0]), last]).filter(([a, b]) => b >= a)
    const gone = subtractRuns(stated, joinRuns(rows.map(({ n }): Run => [n, n])))
    if (gone.length === 0) return held
    for (const hole of gone) await forgetDerived(queries, { site, box }, hole)
    const left = subtractRuns(held, gone)
    await run(sql`DELETE FROM held_range WHERE site = ${site} AND box = ${box}`)
    for (const [first, last] of left)
      await run(sql`INSERT INTO held_range (site, box, first, last) VALUES (${site}, ${box}, ${first}, ${last})`)
    return left
  }

  async function explained({ site, box }: Spot): Promise<Run[]> {
    const rows = await all(
      sql<{
        first: number
        last: number
      }>`SELECT first, last FROM explained_hole WHERE site = ${site} AND box = ${box}`,
    )
    return joinRuns(rows.map(({ first, last }): Run => [first, last]))
  }

  return {
    /** An older one of the same boot changes nothing. Resolves what the box has that is missing here. */
    async heartbeat(request: HeartbeatRequest): Promise<Pick<HeartbeatAnswer, 'missing' | 'fault'>> {
      const { heartbeat, envelope, receivedAt } = request
      const place = await placeOf(queries, heartbeat.box)
      if (place === undefined) throw new Error(`box ${heartbeat.box} is not in the store`)
      const { site, box } = place
      await queries.dialect.holdBox(place)
      const last = await first(
        sql<{ fault: Fault; body: string }>`SELECT fault, body FROM heartbeat WHERE site = ${site} AND box = ${box}`,
      )
      const before = last === undefined ? undefined : (JSON.parse(last.body) as Heartbeat)
      // One that was long on its way says nothing of now.
      if (before?.boot === heartbeat.boot && before.mono > heartbeat.mono) return { missing: [], fault: null }
      const claimed = await claims(place)
      const fault = await faultOf(place, heartbeat, claimed)
      await run(
        sql`INSERT INTO heartbeat (site, box, received_at, fault, body, envelope)
          VALUES (${site}, ${box}, ${receivedAt}, ${fault}, ${JSON.stringify(heartbeat)}, ${Buffer.from(envelope)})
          ON CONFLICT (site, box) DO UPDATE SET received_at = excluded.received_at, fault = excluded.fault,
          body = excluded.body, envelope = excluded.envelope`,
      )
      if (fault === null) await claim(place, request)
      else if (last?.fault !== fault) {
        await run(sql`UPDATE box_state SET contradicted = contradicted + 1 WHERE site = ${site} AND box = ${box}`)
        const { newest, seq } = heartbeat
        const newestClaim = claimed.at(-1)
        const data = { fault, newest, seq, claimed: newestClaim?.n ?? null, claimedSeq: newestClaim?.seq ?? null }
        await writeEvent(queries, place, 'box-ledger-contradicted', data, receivedAt)
      }
      const whole: Run[] = heartbeat.newest > 0 ? [[1, heartbeat.newest]] : []
      const here = joinRuns([...(await lookBack(place)), ...heartbeat.pending, ...(await explained(place))])
      return { missing: subtractRuns(whole, here).slice(0, MAX_RUNS), fault }
    },
  }
}

/** What was made of batches that are gone: it is made again when they come again. */
async function forgetDerived({ run }: Queries, { site, box }: Spot, [first, last]: Run): Promise<void> {
  await run(sql`DELETE FROM segment WHERE site = ${site} AND box = ${box} AND batch BETWEEN ${first} AND ${last}`)
  await run(sql`DELETE FROM batch_hour WHERE site = ${site} AND box = ${box} AND batch BETWEEN ${first} AND ${last}`)
  await run(
    sql`DELETE FROM entry WHERE site = ${site} AND box = ${box}
      AND seq > (SELECT coalesce(max(last_seq), 0) FROM batch WHERE site = ${site} AND box = ${box} AND n < ${first})
      AND seq < (SELECT coalesce(min(first_seq), ${sql.lit(Number.MAX_SAFE_INTEGER)}) FROM batch
        WHERE site = ${site} AND box = ${box} AND n > ${last})`,
  )
}
