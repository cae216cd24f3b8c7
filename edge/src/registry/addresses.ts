import type { Device, Snapshot, Unit } from '@zaojun/core'
import { usesUnit } from './binding.ts'

/** The other unit that answers to this unit's address on the same bus. */
export function unitAt(units: Iterable<Unit>, { id, bus, address }: Unit): Unit | undefined {
  if (address === undefined) return undefined
  for (const other of units)
    if (other.id !== id && other.bus === bus && String(other.address) === String(address)) return other
  return undefined
}

/**
 * Units of the registry that will still stand beside those of a snapshot: laid by hand or by another Node-RED, or
 * still needed by a device that the snapshot does not wire anew.
 */
export function unitsThatStay(
  units: Unit[],
  devices: Device[],
  snapshot: Snapshot,
  isHeld: (unit: string) => boolean,
): Unit[] {
  const proposed = new Set(snapshot.units.map(({ id }) => id))
  const rewired = new Set(snapshot.devices.map(({ id }) => id))
  return units.filter(
    ({ id }) =>
      !proposed.has(id) &&
      (!isHeld(id) ||
        devices.some((device) => device.state !== 'retired' && !rewired.has(device.id) && usesUnit(device, id))),
  )
}
