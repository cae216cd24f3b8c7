import { bindPoints, loadCatalogue } from '@zaojun/device-profiles'
import { readPlan } from '../../../../scripts/simulator/plan.ts'
import { SimulatedUnit } from '../../../../scripts/simulator/simulated-unit.ts'
import type { StandInBox } from './stand-in-box.ts'

const catalogue = loadCatalogue()
const HOUR_MS = 3_600_000

/** The devices of the simulated kitchen in all twelve rooms, every value good, on a box that is moved by hand. */
export function wholeKitchen(box: StandInBox): void {
  const { buses, devices } = readPlan()
  const time = { now: () => 0, random: () => 0.5 }
  const units = new Map(
    buses.flatMap((bus) =>
      bus.units.flatMap((unit) => {
        const profile = catalogue.profiles.get(unit.profile)
        return profile === undefined ? [] : [[unit.id, new SimulatedUnit({ ...unit, bus: bus.id }, profile, time)]]
      }),
    ),
  )
  box.rows.clear()
  box.health = {}
  box.devices = devices.map(({ id, kind, name, zone, unit: unitId = '', position }) => {
    const unit = units.get(unitId)
    if (unit === undefined) throw new Error(`${id}: no unit ${unitId}`)
    const points = bindPoints(catalogue, kind, unit.unit, position)
    for (const [point, { channel }] of Object.entries(points)) box.put(`${id}/${point}`, { value: unit.value(channel) })
    box.health[id] = { device: id, health: 'online', since: Date.now() - HOUR_MS }
    return { id, kind, name, zone, points, state: 'active' as const }
  })
}
