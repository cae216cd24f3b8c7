import type { AlarmEntry } from '@zaojun/core'
import { SEVERITIES } from '@zaojun/core/plain'
import type { AlarmQuery, AlarmRecord, MaintenanceWindow } from '../store.ts'
import type { Connection } from './database.ts'

type Row = {
  site: string
  box: string
  source: AlarmRecord['source']
  seq: number
  acknowledged_at: number | null
  cleared_at: number | null
  changed_at: number
  body: string
}
type MaintenanceRow = {
  site: string
  id: string
  from_at: number
  to_at: number
  reason: string
  by: string
  created_at: number
  ended_at: number | null
}
const SELECT = `SELECT site.id AS site, box.id AS box, source, alarm.seq, acknowledged_at, cleared_at, changed_at, body
  FROM alarm JOIN site ON site.no = alarm.site JOIN box ON box.no = alarm.box`

/** Bare columns of a query with one `max` are those of its row (SQLite, "bare columns in an aggregate query"). */
const NEWEST_OF_CLOUD = `SELECT site.id AS site, box.id AS box, source, max(alarm.seq) AS seq, acknowledged_at, cleared_at,
  changed_at, body FROM alarm JOIN site ON site.no = alarm.site JOIN box ON box.no = alarm.box
  WHERE source = 'cloud' GROUP BY alarm.site, alarm.box, rule`

function record({ acknowledged_at, cleared_at, changed_at, body, ...row }: Row): AlarmRecord {
  const entry = JSON.parse(body) as AlarmEntry
  return { ...row, entry, acknowledgedAt: acknowledged_at, clearedAt: cleared_at, changedAt: changed_at }
}

/** Alarms as they stand, and windows of maintenance. */
export function alarmReads(connection: Connection) {
  return {
    /** Open ones worst and newest first; closed ones by their last change. */
    alarms({ site, state, severity, before, raised, limit }: AlarmQuery): AlarmRecord[] {
      const wanted: [string, unknown][] = []
      if (site !== null) wanted.push(['site.id = ?', site])
      if (state !== 'all') wanted.push(['closed = ?', state === 'open' ? 0 : 1])
      if (severity !== null) wanted.push(['severity >= ?', SEVERITIES.indexOf(severity)])
      if (before !== null) wanted.push(['changed_at < ?', before])
      if (raised !== null) wanted.push(['raised_at >= ?', raised.from], ['raised_at < ?', raised.to])
      const where = wanted.length === 0 ? '' : `WHERE ${wanted.map(([condition]) => condition).join(' AND ')}`
      const order = state === 'open' ? 'severity DESC, raised_at DESC' : 'changed_at DESC'
      const read = connection.prepare(`${SELECT} ${where} ORDER BY ${order}, alarm.id LIMIT ?`)
      return (read.all(...wanted.map(([, value]) => value), limit) as Row[]).map(record)
    },

    alarm({ site, id }: { site: string; id: string }): AlarmRecord | null {
      const row = connection.prepare(`${SELECT} WHERE site.id = ? AND alarm.id = ?`).get(site, id) as Row | undefined
      return row === undefined ? null : record(row)
    },

    /** The steps of one alarm in the order they were taken. */
    alarmSteps({
      site,
      id,
    }: {
      site: string
      id: string
    }): (AlarmEntry & { wall: number | null; receivedAt: number })[] {
      const read = connection.prepare(
        `SELECT body, received_at FROM entry WHERE site = (SELECT no FROM site WHERE id = ?) AND type = 'alarm'
         AND json_extract(body, '$.id') = ? ORDER BY coalesce(seq, id)`,
      )
      const rows = read.all(site, id) as { body: string; received_at: number }[]
      return rows.map(({ body, received_at }) => ({ ...JSON.parse(body), receivedAt: received_at }))
    },

    /** The newest alarm of each rule of the cloud's own at each box, open or closed. */
    cloudAlarms: (): AlarmRecord[] => (connection.prepare(NEWEST_OF_CLOUD).all() as Row[]).map(record),

    /** Windows that are not over at `now`, of one site or of all. */
    maintenance({ site, now }: { site: string | null; now: number }): MaintenanceWindow[] {
      const read = connection.prepare(
        `SELECT site.id AS site, maintenance.id, from_at, to_at, reason, by, maintenance.created_at, ended_at FROM maintenance
         JOIN site ON site.no = maintenance.site
         WHERE (? IS NULL OR site.id = ?) AND ended_at IS NULL AND to_at > ? ORDER BY from_at`,
      )
      return (read.all(site, site, now) as MaintenanceRow[]).map(
        ({ from_at, to_at, created_at, ended_at: _, ...row }) => ({
          ...row,
          from: from_at,
          to: to_at,
          createdAt: created_at,
        }),
      )
    },
  }
}
