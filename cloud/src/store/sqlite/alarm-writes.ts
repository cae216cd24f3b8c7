import type { AlarmEntry } from '@zaojun/core'
import { isClosed, severityRank } from '@zaojun/core/plain'
import type { MaintenanceWindow } from '../store.ts'
import type { Place } from './box-ledger.ts'
import type { Connection } from './database.ts'

/** What the newest step says holds; earlier ones may come later. */
const OF_NEWEST = ['rule', 'severity', 'closed', 'raised_at', 'changed_at', 'body', 'seq']
const UPSERT = `INSERT INTO alarm (site, box, id, source, seq, rule, severity, closed, raised_at, acknowledged_at, cleared_at,
  changed_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (site, box, id) DO UPDATE SET
  acknowledged_at = coalesce(min(alarm.acknowledged_at, excluded.acknowledged_at), alarm.acknowledged_at, excluded.acknowledged_at),
  cleared_at = coalesce(max(alarm.cleared_at, excluded.cleared_at), alarm.cleared_at, excluded.cleared_at),
  ${OF_NEWEST.map((column) => `${column} = iif(excluded.seq > alarm.seq, excluded.${column}, alarm.${column})`).join(', ')}`

export type AlarmStepWrite = {
  place: Omit<Place, 'boxId'>
  source: 'box' | 'cloud'
  entry: AlarmEntry
  seq: number
  /** When the step was taken, wall ms. */
  wall: number | null
  at: number
}

/** Keeps one row for each alarm up to date, in whatever order its steps arrive. */
export class AlarmWrites {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  step({ place: { site, box }, source, entry, seq, wall, at }: AlarmStepWrite): void {
    const { id, rule, severity, raisedAt, step } = entry
    this.connection
      .prepare(UPSERT)
      .run(
        site,
        box,
        id,
        source,
        seq,
        rule,
        severityRank(severity),
        isClosed(entry) ? 1 : 0,
        raisedAt,
        step === 'acknowledged' ? wall : null,
        step === 'cleared' ? wall : null,
        at,
        JSON.stringify(entry),
      )
  }
}

/** Windows of maintenance: their times are UTC ms. */
export function maintenanceWrites(connection: Connection, siteNo: (id: string) => number) {
  return {
    addMaintenance({ site, id, from, to, reason, by, createdAt }: MaintenanceWindow): void {
      connection
        .prepare('INSERT INTO maintenance VALUES (?, ?, ?, ?, ?, ?, ?, NULL)')
        .run(siteNo(site), id, from, to, reason, by, createdAt)
    },

    /** False where there is none that is not over. */
    endMaintenance({ site, id, at }: { site: string; id: string; at: number }): boolean {
      return (
        connection
          .prepare('UPDATE maintenance SET ended_at = ? WHERE site = ? AND id = ? AND ended_at IS NULL AND to_at > ?')
          .run(at, siteNo(site), id, at).changes === 1
      )
    },
  }
}
