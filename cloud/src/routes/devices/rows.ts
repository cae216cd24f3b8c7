import type { Registry, Zone } from '@zaojun/core'
import type { CloudCatalogue } from '../../cloud.ts'
import type { DevicePoint, DeviceRow } from './schema.ts'

type Registered = { box: string; registry: Registry }

/** Devices of all boxes of a site; the newest box wins where two name the same one. */
export function deviceRows(registered: Registered[], { kinds }: CloudCatalogue): DeviceRow[] {
  const known = new Map(kinds.map((kind) => [kind.id, kind]))
  const rows = new Map<string, DeviceRow>()
  for (const { box, registry } of registered)
    for (const { id, kind, name, zone, state, points } of registry.devices) {
      if (rows.has(id)) continue
      const of = known.get(kind)?.points ?? {}
      const keys = [...new Set([...Object.keys(of), ...Object.keys(points)])]
      rows.set(id, { id, kind, name, zone, state, box, points: keys.map((point) => pointOf(point, of[point])) })
    }
  return [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

type KindPoint = CloudCatalogue['kinds'][number]['points'][string]

/** A point this cloud's catalogue does not know yet goes by its key. */
function pointOf(point: string, known: KindPoint | undefined): DevicePoint {
  if (known === undefined) return { point, name: { zh: point, en: point }, value: 'number' }
  const { name, unit, unitText, decimals, value, states, main } = known
  return { point, name, unit, unitText, decimals, value, states, main }
}

/** Zones as the site's boxes name them; before the first registry those of the catalogue. */
export function zonesOf(registered: Registered[], { zones }: CloudCatalogue): Zone[] {
  const all = new Map<string, Zone>()
  for (const { registry } of registered)
    for (const zone of registry.zones) if (!all.has(zone.id)) all.set(zone.id, zone)
  return all.size > 0 ? [...all.values()] : zones
}
