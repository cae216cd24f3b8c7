import type { Binding, Device, DeviceProposal, Labels, Unit } from '@zaojun/core'
import { bindPoints, type Catalogue, type Kind } from '@zaojun/device-profiles'
import { fail } from './errors.ts'

/**
 * The device a proposal stands for, with its points bound: explicit `points`, or the profile's default binding
 * of `unit`. Throws a coded error naming what does not fit (`REGISTRY_…`, or the catalogue's own).
 */
export function deviceOf(
  catalogue: Catalogue,
  units: ReadonlyMap<string, Unit>,
  proposal: DeviceProposal,
  before: Device | undefined,
): Device {
  const { id, kind: kindId, name, zone } = proposal
  const kind = catalogue.kinds.get(kindId)
  if (kind === undefined) throw fail('REGISTRY_KIND_UNKNOWN', { name: kindId, place: id })
  if (before !== undefined && before.kind !== kindId) throw fail('REGISTRY_KIND_CHANGED', { name: id, place: id })
  if (!catalogue.zones.some((row) => row.id === zone)) throw fail('REGISTRY_ZONE_UNKNOWN', { name: zone, place: id })
  const points = proposal.points ?? defaultBinding(catalogue, units, proposal)
  for (const [point, binding] of Object.entries(points)) {
    if (kind.points[point] === undefined)
      throw fail('REGISTRY_POINT_UNKNOWN', { name: `${kindId}/${point}`, place: id })
    if (!units.has(binding.unit)) throw fail('REGISTRY_UNIT_UNKNOWN', { name: binding.unit, place: `${id}/${point}` })
  }
  const labels = proposal.labels ?? before?.labels
  checkLabels(kind, id, labels)
  return { id, kind: kindId, name, zone, points, state: 'active', ...(labels === undefined ? {} : { labels }) }
}

function checkLabels(kind: Kind, place: string, labels: Labels = {}): void {
  for (const [label, choice] of Object.entries(labels))
    if (kind.labels?.[label]?.choices[choice] === undefined)
      throw fail('REGISTRY_LABEL_UNKNOWN', { name: `${label}: ${choice}`, place })
}

function defaultBinding(
  catalogue: Catalogue,
  units: ReadonlyMap<string, Unit>,
  { id, kind, unit: unitId, position }: DeviceProposal,
): Record<string, Binding> {
  if (unitId === undefined) throw fail('REGISTRY_NO_BINDING', { name: id, place: id })
  const unit = units.get(unitId)
  if (unit === undefined) throw fail('REGISTRY_UNIT_UNKNOWN', { name: unitId, place: id })
  return bindPoints(catalogue, kind, unit, position)
}

export const usesUnit = (device: Device, unit: string): boolean =>
  Object.values(device.points).some((binding) => binding.unit === unit)

/** Devices that record, with or without a node; a retired one needs nothing. */
export const needsUnit = (devices: Iterable<Device>, unit: string): boolean =>
  [...devices].some((device) => device.state !== 'retired' && usesUnit(device, unit))
