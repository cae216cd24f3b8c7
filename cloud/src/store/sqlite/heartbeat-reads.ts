import type { Heartbeat } from '@zaojun/core'
import type { ExplainedHole, HeartbeatState } from '../heartbeats.ts'
import type { Connection } from './database.ts'

/** What boxes last signed of themselves. */
export function heartbeatReads(connection: Connection) {
  return {
    heartbeatEnvelope({ site, box }: { site: string; box: string }): Uint8Array | null {
      const row = connection
        .prepare(
          `SELECT envelope FROM heartbeat JOIN site ON site.no = heartbeat.site JOIN box ON box.no = heartbeat.box
           WHERE site.id = ? AND box.id = ?`,
        )
        .get(site, box) as { envelope: Uint8Array } | undefined
      return row === undefined ? null : new Uint8Array(row.envelope)
    },
  }
}

/** By the numbers of site and box. */
export function heartbeatOf(connection: Connection, site: number, box: number): HeartbeatState | null {
  const row = connection
    .prepare(
      `SELECT received_at, fault, body, (SELECT max(n) FROM claim WHERE claim.site = heartbeat.site
       AND claim.box = heartbeat.box) AS claimed FROM heartbeat WHERE site = ? AND box = ?`,
    )
    .get(site, box) as HeartbeatRow | undefined
  if (row === undefined) return null
  const { newest, head, seq, at, pending } = JSON.parse(row.body) as Heartbeat
  return { newest, head, seq, at, pending, receivedAt: row.received_at, fault: row.fault, claimed: row.claimed ?? 0 }
}
type HeartbeatRow = { received_at: number; fault: HeartbeatState['fault']; body: string; claimed: number | null }

export const explainedHoles = (connection: Connection, site: number, box: number): ExplainedHole[] =>
  connection
    .prepare('SELECT first, last, seq, reason FROM explained_hole WHERE site = ? AND box = ? ORDER BY first, seq')
    .all(site, box) as ExplainedHole[]
