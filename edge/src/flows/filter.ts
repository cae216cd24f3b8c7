import type { Entry, EntryFilter, Registry } from '@zaojun/core'

/** Kind and zone of each device, keyed by device id. */
export type Positions = ReadonlyMap<string, { kind: string; zone: string }>

export const positionsOf = (registry: Registry): Positions =>
  new Map(registry.devices.map(({ id, kind, zone }) => [id, { kind, zone }]))

/** Compiles a filter. An absent field matches all; an entry without a device matches only filters without device fields. */
export function matcherOf(filter: EntryFilter): (entry: Entry, positions: Positions) => boolean {
  const types = setOf(filter.types)
  const devices = setOf(filter.devices)
  const points = setOf(filter.points)
  const kinds = setOf(filter.kinds)
  const zones = setOf(filter.zones)
  return (entry, positions) => {
    if (types !== undefined && !types.has(entry.type)) return false
    const device = 'device' in entry ? entry.device : undefined
    if (devices !== undefined && (device === undefined || !devices.has(device))) return false
    if (points !== undefined && !(entry.type === 'reading' && points.has(entry.point))) return false
    if (kinds === undefined && zones === undefined) return true
    const position = device === undefined ? undefined : positions.get(device)
    if (position === undefined) return false
    return (kinds === undefined || kinds.has(position.kind)) && (zones === undefined || zones.has(position.zone))
  }
}

const setOf = (list: string[] | undefined): Set<string> | undefined => (list === undefined ? undefined : new Set(list))
