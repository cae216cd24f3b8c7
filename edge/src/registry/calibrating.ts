import { type Calibration, correctionOf, type Registry } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import { changeOf } from './change.ts'
import { fail } from './errors.ts'
import type { Change, RegistryMemory } from './memory.ts'

/** Puts a calibration beside those there are; none is ever altered. It is in force from now on. */
export function addCalibration(
  registry: Registry,
  catalogue: Catalogue,
  calibration: Calibration,
  memory: RegistryMemory,
): Change {
  const place = `${calibration.unit}/${calibration.channel}`
  const unit = registry.units.find(({ id }) => id === calibration.unit)
  if (unit === undefined) throw fail('REGISTRY_UNIT_UNKNOWN', { name: calibration.unit, place })
  const channel = catalogue.profiles.get(unit.profile)?.channels[calibration.channel]
  if (channel === undefined) throw fail('CALIBRATION_CHANNEL', { name: calibration.channel, place })
  const { from } = channel
  if ('derive' in from) throw fail('CALIBRATION_DERIVED', { name: from.of ?? calibration.channel, place })
  if (channel.value !== 'number') throw fail('CALIBRATION_CHANNEL', { name: calibration.channel, place })
  const correction = correctionOf(calibration)
  if (correction === undefined || correction.gain <= 0) throw fail('CALIBRATION_POINTS', { place })
  const before = registry.calibrations ?? []
  if (before.some(({ id }) => id === calibration.id)) throw fail('CALIBRATION_TWICE', { name: calibration.id, place })
  const told = { event: 'calibration-added', data: { ...calibration } }
  return changeOf(registry, memory, { calibrations: [...before, calibration] }, [told])
}
