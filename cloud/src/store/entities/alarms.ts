import type { AlarmEntry } from '@zaojun/core'
import { isClosed, SEVERITIES, severityRank } from '@zaojun/core/plain'
import { sql } from 'kysely'
import { type Queries, siteNo } from '../queries.ts'
import type { AlarmQuery, AlarmRecord, AlarmStepRecord } from '../store.ts'
import type { Place } from './boxes.ts'

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

function record({ site, box, source, seq, acknowledged_at, cleared_at, changed_at, body }: Row): AlarmRecord {
  const entry = JSON.parse(body) as AlarmEntry
  return {
    site,
    box,
    source,
    seq,
    entry,
    acknowledgedAt: acknowledged_at,
    clearedAt: cleared_at,
    changedAt: changed_at,
  }
}

/** Alarms as they stand. */
export function alarmReads(queries: Queries) {
  const { build, all, first, dialect } = queries
  const alarms = build
    .selectFrom('alarm')
    .innerJoin('site', 'site.no', 'alarm.site')
    .innerJoin('box', (join) => join.onRef('box.site', '=', 'alarm.site').onRef('box.no', '=', 'alarm.box'))
    .select(['site.id as site', 'box.id as box', 'source', 'alarm.seq'])
    .select(['acknowledged_at', 'cleared_at', 'changed_at', 'alarm.body'])

  return {
    /** Open ones worst and newest first; closed ones by their last change. */
    async alarms({ site, state, severity, before, raised, limit }: AlarmQuery): Promise<AlarmRecord[]> {
      let select = alarms
      if (site !== null) select = select.where('alarm.site', '=', await siteNo(queries, site))
      if (state !== 'all') select = select.where('closed', '=', state === 'open' ? 0 : 1)
      if (severity !== null) select = select.where('severity', '>=', SEVERITIES.indexOf(severity))
      if (before !== null) select = select.where('changed_at', '<', before)
      if (raised !== null) select = select.where('raised_at', '>=', raised.from).where('raised_at', '<', raised.to)
      // Those with no time come last, as the embedded engine has it.
      const ordered =
        state === 'open'
          ? select.orderBy('severity', 'desc').orderBy(sql`coalesce(raised_at, -1)`, 'desc')
          : select.orderBy('changed_at', 'desc')
      return (await all(ordered.orderBy('alarm.id').limit(limit))).map(record)
    },

    async alarm({ site, id }: { site: string; id: string }): Promise<AlarmRecord | null> {
      const row = await first(alarms.where('alarm.site', '=', await siteNo(queries, site)).where('alarm.id', '=', id))
      return row === undefined ? null : record(row)
    },

    /** The steps of one alarm in the order they were taken. */
    async alarmSteps({ site, id }: { site: string; id: string }): Promise<AlarmStepRecord[]> {
      const rows = await all(
        sql<{ body: string; received_at: number }>`SELECT body, received_at FROM entry
          WHERE site = ${await siteNo(queries, site)} AND type = 'alarm' AND ${dialect.jsonText('body', 'id')} = ${id}
          ORDER BY coalesce(seq, id)`,
      )
      return rows.map(({ body, received_at }) => ({ ...JSON.parse(body), receivedAt: received_at }))
    },

    /** The newest alarm of each rule of the cloud's own at each box, open or closed. */
    async cloudAlarms(): Promise<AlarmRecord[]> {
      const newest = alarms
        .select(
          sql<number>`row_number() OVER (PARTITION BY alarm.site, alarm.box, rule ORDER BY alarm.seq DESC)`.as('age'),
        )
        .where('source', '=', 'cloud')
      return (await all(build.selectFrom(newest.as('newest')).selectAll().where('age', '=', 1))).map(record)
    },
  }
}

/** What the newest step says holds; earlier ones may come later. */
const OF_NEWEST = ['rule', 'severity', 'closed', 'raised_at', 'changed_at', 'body', 'seq']
const newest = sql.join(
  OF_NEWEST.map((column) => {
    const [mine, fresh] = [sql.ref(`alarm.${column}`), sql.ref(`excluded.${column}`)]
    return sql`${sql.ref(column)} = CASE WHEN excluded.seq > alarm.seq THEN ${fresh} ELSE ${mine} END`
  }),
)

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
export async function writeAlarmStep({ run }: Queries, step: AlarmStepWrite): Promise<void> {
  const { place, source, entry, seq, wall, at } = step
  const acknowledged = entry.step === 'acknowledged' ? wall : null
  const cleared = entry.step === 'cleared' ? wall : null
  await run(
    sql`INSERT INTO alarm (site, box, id, source, seq, rule, severity, closed, raised_at, acknowledged_at, cleared_at,
      changed_at, body) VALUES (${place.site}, ${place.box}, ${entry.id}, ${source}, ${seq}, ${entry.rule},
      ${severityRank(entry.severity)}, ${isClosed(entry) ? 1 : 0}, ${entry.raisedAt}, ${acknowledged}, ${cleared}, ${at},
      ${JSON.stringify(entry)})
      ON CONFLICT (site, box, id) DO UPDATE SET
      acknowledged_at = CASE WHEN excluded.acknowledged_at < alarm.acknowledged_at THEN excluded.acknowledged_at
        ELSE coalesce(alarm.acknowledged_at, excluded.acknowledged_at) END,
      cleared_at = CASE WHEN excluded.cleared_at > alarm.cleared_at THEN excluded.cleared_at
        ELSE coalesce(alarm.cleared_at, excluded.cleared_at) END, ${newest}`,
  )
}
