import type { Bus, Device, DeviceProposal, Registry, Unit } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import { deviceOf, needsUnit } from './binding.ts'
import { changeOf, checkBus, checkUnit, put, without } from './change.ts'
import { fail } from './errors.ts'
import type { Change, RegistryMemory } from './memory.ts'

/** The changes people make by hand, through the API. Each throws a coded error and changes nothing if it does not fit. */

const unitsById = (registry: Registry) => new Map(registry.units.map((unit) => [unit.id, unit]))

function deviceById(registry: Registry, id: string): Device {
  const device = registry.devices.find((row) => row.id === id)
  if (device === undefined) throw fail('REGISTRY_DEVICE_UNKNOWN', { name: id, place: id })
  return device
}

/** Creates or changes a device by hand. A node that holds it keeps it; one without a node becomes active. */
export function proposeDevice(
  registry: Registry,
  catalogue: Catalogue,
  proposal: DeviceProposal,
  memory: RegistryMemory,
): Change {
  const before = registry.devices.find((device) => device.id === proposal.id)
  if (before?.state === 'retired') throw fail('REGISTRY_DEVICE_RETIRED', { name: proposal.id, place: proposal.id })
  const device = deviceOf(catalogue, unitsById(registry), proposal, before)
  const next = before?.state === 'no-node' ? { ...memory, holders: without(memory.holders, proposal.id) } : memory
  return changeOf(registry, next, { devices: put(registry.devices, device) })
}

/** Stops recording; history stays. A node that still proposes it is refused until someone restores it. */
export function retireDevice(registry: Registry, id: string, memory: RegistryMemory): Change {
  const device = deviceById(registry, id)
  return changeOf(registry, memory, { devices: put(registry.devices, { ...device, state: 'retired' }) })
}

/** The one way back for a retired device. Whichever node proposes it next holds it. */
export function restoreDevice(registry: Registry, id: string, memory: RegistryMemory): Change {
  const device = deviceById(registry, id)
  if (device.state !== 'retired') return changeOf(registry, memory, {})
  const units = unitsById(registry)
  for (const [point, { unit }] of Object.entries(device.points))
    if (!units.has(unit)) throw fail('REGISTRY_UNIT_UNKNOWN', { name: unit, place: `${id}/${point}` })
  const next = { ...memory, holders: without(memory.holders, id) }
  return changeOf(registry, next, { devices: put(registry.devices, { ...device, state: 'active' }) })
}

/** Creates or changes a bus by hand. */
export function putBus(registry: Registry, bus: Bus, memory: RegistryMemory): Change {
  checkBus(bus)
  return changeOf(registry, memory, { buses: put(registry.buses, bus) })
}

/** Creates or changes a unit by hand; its bus and profile must exist and its address be free. */
export function putUnit(registry: Registry, catalogue: Catalogue, unit: Unit, memory: RegistryMemory): Change {
  checkUnit(registry, catalogue, unit)
  const since = unit.since ?? registry.units.find(({ id }) => id === unit.id)?.since
  return changeOf(registry, memory, { units: put(registry.units, since === undefined ? unit : { ...unit, since }) })
}

/** Removes a unit that feeds no recording device. */
export function removeUnit(registry: Registry, id: string, memory: RegistryMemory): Change {
  if (!registry.units.some((unit) => unit.id === id)) throw fail('REGISTRY_UNIT_UNKNOWN', { name: id, place: id })
  if (needsUnit(registry.devices, id)) throw fail('REGISTRY_UNIT_IN_USE', { name: id, place: id })
  const next = { ...memory, units: without(memory.units, id) }
  return changeOf(registry, next, { units: registry.units.filter((unit) => unit.id !== id) })
}

/** Removes a bus that has no units. */
export function removeBus(registry: Registry, id: string, memory: RegistryMemory): Change {
  if (!registry.buses.some((bus) => bus.id === id)) throw fail('REGISTRY_BUS_UNKNOWN', { name: id, place: id })
  if (registry.units.some((unit) => unit.bus === id)) throw fail('REGISTRY_BUS_IN_USE', { name: id, place: id })
  const next = { ...memory, buses: without(memory.buses, id) }
  return changeOf(registry, next, { buses: registry.buses.filter((bus) => bus.id !== id) })
}
