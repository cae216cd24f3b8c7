import { isDeepStrictEqual } from 'node:util'
import type { Binding, Device, FormerUnit, Registry, Snapshot, Unit } from '@zaojun/core'
import { bindPoints, type Catalogue, type Profile } from '@zaojun/device-profiles'
import { usesUnit } from './binding.ts'
import { changeOf, checkUnit, without } from './change.ts'
import { fail } from './errors.ts'
import type { Change, RegistryMemory } from './memory.ts'

/** The new thing in the place of a broken one; what is left out stays as it was. `at`: wall ms, null while unknown. */
export type Replacement = Pick<Unit, 'address' | 'serialNumber' | 'params'> & { profile?: string; at: number | null }

const LONGEST_STEM = 58

/**
 * Puts a new unit in the place of a broken one. Devices keep their id, and with it their history; their points are
 * bound to the new unit. The old one stays on record as former. Its calibrations stay with it.
 */
export function replaceUnit(
  registry: Registry,
  catalogue: Catalogue,
  id: string,
  { at, profile, ...rest }: Replacement,
  memory: RegistryMemory,
): Change {
  const old = registry.units.find((unit) => unit.id === id)
  if (old === undefined) throw fail('REGISTRY_UNIT_UNKNOWN', { name: id, place: id })
  const { serialNumber: _worn, since: _from, params, ...place } = old
  const kept = profile === undefined || profile === old.profile ? { params } : {}
  const next: Unit = defined({
    ...place,
    ...kept,
    ...defined(rest),
    id: freshUnitId(registry, id),
    profile: profile ?? old.profile,
    since: at ?? undefined,
  })
  const others = registry.units.filter((unit) => unit.id !== id)
  checkUnit({ ...registry, units: others }, catalogue, next)
  const units = registry.units.map((unit) => (unit.id === id ? next : unit))
  const devices = registry.devices.map((device) =>
    usesUnit(device, id) ? rebound(catalogue, device, old, next) : device,
  )
  const former: FormerUnit = { ...old, until: at, replacedBy: next.id }
  const formerUnits = [...(registry.formerUnits ?? []), former]
  const source = memory.units[id]
  const held = source === undefined ? memory : { ...memory, units: { ...without(memory.units, id), [next.id]: source } }
  const moved = registry.devices.filter((device) => usesUnit(device, id)).map((device) => device.id)
  const told = { event: 'unit-replaced', data: { unit: id, by: next.id, devices: moved, former, replacement: next } }
  const change = changeOf(registry, held, { units, devices, formerUnits }, [told])
  return { ...change, events: change.events.filter(({ event, data }) => event !== 'unit-removed' || data.id !== id) }
}

/** `gas-1` → `gas-1.2` → `gas-1.3`: the place's first name, and which thing hangs there. */
function freshUnitId({ units, formerUnits = [] }: Registry, id: string): string {
  const taken = new Set([...units, ...formerUnits].map((unit) => unit.id))
  let root = id
  for (let before = formerUnits.find((unit) => unit.replacedBy === root); before !== undefined; ) {
    root = before.id
    before = formerUnits.find((unit) => unit.replacedBy === root)
  }
  for (let nth = 2; ; nth++) {
    const name = `${root.slice(0, LONGEST_STEM)}.${nth}`
    if (!taken.has(name)) return name
  }
}

function rebound(catalogue: Catalogue, device: Device, old: Unit, next: Unit): Device {
  const elsewhere = Object.entries(device.points).filter(([, { unit }]) => unit !== old.id)
  try {
    return { ...device, points: { ...Object.fromEntries(elsewhere), ...newPoints(catalogue, device, old, next) } }
  } catch (error) {
    // A retired device keeps what it was bound to: its history is all that is left of it.
    if (device.state === 'retired') return device
    throw error
  }
}

/** The points that hung on the old unit, on the new one. An optional point the new model has not is bound no more. */
function newPoints(catalogue: Catalogue, device: Device, old: Unit, next: Unit): Record<string, Binding> {
  const mine = Object.entries(device.points).filter(([, { unit }]) => unit === old.id)
  const bind = (channel: string): Binding => ({ unit: next.id, channel })
  if (next.profile === old.profile)
    return Object.fromEntries(mine.map(([point, { channel }]) => [point, bind(channel)]))
  const { channels, positions } = catalogue.profiles.get(next.profile) as Profile
  const position = positionOf(catalogue, device, old)
  const usual = position === undefined ? {} : bindPoints(catalogue, device.kind, next, positions === 1 ? 1 : position)
  if (mine.length === Object.keys(device.points).length && position !== undefined) {
    refuseLost(catalogue, device, Object.keys(usual))
    return usual
  }
  const kept = mine.flatMap(([point, { channel }]): [string, Binding][] => {
    const binding = usual[point] ?? (channels[channel] ? bind(channel) : undefined)
    return binding === undefined ? [] : [[point, binding]]
  })
  const elsewhere = Object.keys(device.points).filter((point) => device.points[point]?.unit !== old.id)
  refuseLost(catalogue, device, [...elsewhere, ...kept.map(([point]) => point)])
  return Object.fromEntries(kept)
}

function refuseLost(catalogue: Catalogue, device: Device, bound: string[]): void {
  for (const point of Object.keys(device.points))
    if (!bound.includes(point) && !catalogue.kinds.get(device.kind)?.points[point]?.optional)
      throw fail('REGISTRY_POINT_LOST', { name: `${device.id}/${point}`, place: device.id })
}

/** Which position of the unit the device hangs on by the usual binding; undefined where it was bound by hand. */
export function positionOf(
  catalogue: Catalogue,
  device: Pick<Device, 'kind' | 'points'>,
  unit: Unit,
): number | undefined {
  const profile = catalogue.profiles.get(unit.profile)
  if (profile?.bindings[device.kind] === undefined) return undefined
  const mine = Object.entries(device.points).filter(([, binding]) => binding.unit === unit.id)
  for (let position = 1; position <= profile.positions; position++) {
    const usual = bindPoints(catalogue, device.kind, unit, position)
    if (mine.every(([point, { channel }]) => usual[point]?.channel === channel)) return position
  }
  return undefined
}

/**
 * A node set as it reads since units were replaced. A unit node that still says what the former unit was changes
 * nothing; what someone changed in the node since goes to the unit that hangs there now.
 */
export function sinceReplaced(snapshot: Snapshot, { units, formerUnits = [] }: Registry): Snapshot {
  if (formerUnits.length === 0) return snapshot
  const former = new Map(formerUnits.map((unit) => [unit.id, unit]))
  const now = (id: string): string => {
    for (let next = former.get(id); next !== undefined; next = former.get(id)) id = next.replacedBy
    return id
  }
  const unitNow = (given: Unit): Unit => {
    const before = former.get(given.id)
    const current = before && units.find((unit) => unit.id === now(given.id))
    if (before === undefined || current === undefined) return given
    const keys = ['bus', 'profile', 'address', 'serialNumber', 'params'] as const
    const changed = keys.filter((key) => !isDeepStrictEqual(given[key], before[key]))
    return defined({ ...current, ...Object.fromEntries(changed.map((key) => [key, given[key]])) })
  }
  return {
    ...snapshot,
    units: snapshot.units.map(unitNow),
    devices: snapshot.devices.map((device) => ({
      ...device,
      ...(device.unit === undefined ? {} : { unit: now(device.unit) }),
      ...(device.points === undefined
        ? {}
        : {
            points: Object.fromEntries(
              Object.entries(device.points).map(([point, binding]) => [point, { ...binding, unit: now(binding.unit) }]),
            ),
          }),
    })),
  }
}

/** Leaves out what is undefined: the registry is compared and stored as JSON. */
const defined = <Shape extends object>(value: Shape): Shape =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Shape
