import { isDeepStrictEqual } from 'node:util'
import type { Device, Registry } from '@zaojun/core'
import type { Cause, Instance, Target } from './instances.ts'

/** An interlock that would see or do less, or otherwise, and by which device. */
export type Weakening = { key: string; device: string }

/** All that decides what a point of a device says and does: its unit with every parameter, and the wire to it. */
function wiringOf({ buses, units }: Pick<Registry, 'buses' | 'units'>, { points, labels }: Device) {
  const used = [...new Set(Object.values(points).map(({ unit }) => unit))].sort()
  return {
    points,
    labels: labels ?? {},
    units: used.map((id) => {
      const { since: _since, serialNumber: _serial, ...unit } = units.find((each) => each.id === id) ?? { id, bus: '' }
      const { name: _name, ...bus } = buses.find((each) => each.id === unit.bus) ?? { id: '', name: '' }
      return { unit, bus }
    }),
  }
}

const causeKey = ({ device, point }: Cause) => `${device.id}/${point}`
const targetKey = ({ device, act }: Target) => `${device.id}/${act.command}/${act.shows.point}`

/**
 * What a change of the registry does to the interlocks that stand: those that lose an input or an output, or whose
 * inputs or outputs are wired or set otherwise (the sense of a valve's coil among them). What only adds weakens nothing.
 */
export function weakenedBy(
  before: { registry: Registry; instances: Instance[] },
  after: { registry: Registry; instances: Instance[] },
): Weakening[] {
  const now = new Map(after.instances.map((instance) => [instance.key, instance]))
  return before.instances.flatMap(({ key, causes, targets }) => {
    const kept = now.get(key)
    const inputs = new Set(kept?.causes.map(causeKey))
    const outputs = new Set(kept?.targets.map(targetKey))
    const touched = [
      ...causes.filter((cause) => !inputs.has(causeKey(cause)) || isOther(cause.device)),
      ...targets.filter((target) => !outputs.has(targetKey(target)) || isOther(target.device)),
    ]
    return [...new Set(touched.map(({ device }) => device.id))].map((device) => ({ key, device }))
  })

  function isOther(device: Device): boolean {
    const then = after.registry.devices.find(({ id }) => id === device.id)
    if (then === undefined) return true
    return !isDeepStrictEqual(wiringOf(before.registry, device), wiringOf(after.registry, then))
  }
}
