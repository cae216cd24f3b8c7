import { type AlarmEntry, responseLimitMs, wantsAttention } from '@zaojun/core'
import { underMaintenance } from '../../alarms/watch.ts'
import type { Cloud } from '../../cloud.ts'
import type { AlarmRecord } from '../../store/store.ts'
import type { AlarmRow } from './schema.ts'

/** Records as the API shows them: with the names of site and rule, and whether they wait too long. */
export async function alarmRows(cloud: Cloud, records: AlarmRecord[]): Promise<AlarmRow[]> {
  const [sites, windows] = await Promise.all([cloud.store.sites(), cloud.store.maintenance(null)])
  const names = new Map(sites.map(({ id, name }) => [id, name]))
  const now = cloud.now()
  return records.map(({ site, box, source, entry, acknowledgedAt, clearedAt, changedAt }) => {
    const rule = cloud.catalogue.rules.get(entry.rule)
    const limit = responseLimitMs(entry.severity)
    const waits = wantsAttention(entry) && limit !== undefined && entry.raisedAt !== null && entry.advisory !== true
    return {
      ...alarmOf(entry),
      site,
      siteName: names.get(site) ?? site,
      box,
      source,
      title: rule?.title ?? null,
      advice: rule?.advice ?? null,
      unit: rule?.broken.unit ?? null,
      acknowledgedAt,
      clearedAt: entry.active ? null : clearedAt,
      changedAt,
      overdue: waits && now - (entry.raisedAt ?? now) > limit,
      maintenance: underMaintenance(windows, site, now),
    }
  })
}

/** What of the newest step is shown; a box's step also carries its stamp. */
function alarmOf(entry: AlarmEntry) {
  const { id, rule, device, point, form, subject, severity, advisory, value, limit } = entry
  const { state, active, acknowledged, raisedAt, times, correction, level } = entry
  return {
    id,
    rule,
    severity,
    state,
    active,
    acknowledged,
    raisedAt,
    times,
    correction,
    level,
    ...(device === undefined ? {} : { device }),
    ...(point === undefined ? {} : { point }),
    ...(form === undefined ? {} : { form }),
    ...(subject === undefined ? {} : { subject }),
    ...(advisory === undefined ? {} : { advisory }),
    ...(value === undefined ? {} : { value }),
    ...(limit === undefined ? {} : { limit }),
  }
}
