import type { Cloud } from '../../cloud.ts'
import type { SiteRecord } from '../../store/store.ts'
import { boxRowAt, count, heardAt, type Range, stateAt } from '../boxes/standing.ts'
import { deviceRows, zonesOf } from '../devices/rows.ts'
import type { SiteDetail, SiteRow } from './schema.ts'

/** A site as its boxes stand now. It is as good as its most silent box. */
export async function siteDetail(cloud: Cloud, { id, name, timeZone }: SiteRecord): Promise<SiteDetail> {
  const [standings, registered] = await Promise.all([cloud.store.boxes(id), cloud.store.registries(id)])
  const now = cloud.now()
  const boxes = standings.map((standing) => boxRowAt(standing, now))
  const inUse = standings.filter(({ revoked }) => revoked === null)
  const told = inUse.flatMap((standing) => heardAt(standing) ?? [])
  const mostSilent = told.length === inUse.length && told.length > 0 ? Math.min(...told) : null
  const batches = boxes.flatMap(({ lastBatchAt }) => lastBatchAt ?? [])
  return {
    id,
    name,
    timeZone,
    state: stateAt(mostSilent, now),
    boxes: boxes.length,
    lastBatchAt: batches.length > 0 ? Math.max(...batches) : null,
    missing: boxes.reduce((sum, { missing }) => sum + count(missing as Range[]), 0),
    gaps: boxes.reduce((sum, { gaps }) => sum + gaps, 0),
    zones: zonesOf(registered, cloud.catalogue),
    devices: deviceRows(registered, cloud.catalogue),
  }
}

export async function siteRow(cloud: Cloud, site: SiteRecord): Promise<SiteRow> {
  const { zones: _zones, devices, ...row } = await siteDetail(cloud, site)
  return { ...row, devices: devices.filter(({ state }) => state !== 'retired').length }
}
