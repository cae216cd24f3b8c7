import { Id, type Registry } from '@zaojun/core'
import type { Catalogue, KindPoint, Profile } from '@zaojun/device-profiles'
import Type, { type Static } from 'typebox'

/** What an installer should mend though everything runs. `units` are those concerned beside `unit`. */
export const SetupWarning = Type.Object({
  code: Type.Enum(['safety-output-shares-bus'] as const),
  bus: Id,
  unit: Id,
  device: Id,
  units: Type.Array(Id),
})
export type SetupWarning = Static<typeof SetupWarning>

/** A safety output waits for the transaction under way: alone on its bus it waits for none (design 10). */
export function setupWarnings(
  { buses, units, devices }: Pick<Registry, 'buses' | 'units' | 'devices'>,
  { kinds, profiles }: Pick<Catalogue, 'kinds' | 'profiles'>,
): SetupWarning[] {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const warnings: SetupWarning[] = []
  for (const { id: device, kind, points, state } of devices) {
    if (state === 'retired') continue
    for (const [point, { unit: id, channel }] of Object.entries(points)) {
      const unit = byId.get(id)
      const profile = profiles.get(unit?.profile ?? '')
      if (unit === undefined || !isSafety(kinds.get(kind)?.points[point], profile, channel)) continue
      const bus = buses.find((each) => each.id === unit.bus)
      if (!bus?.transport.startsWith('modbus')) continue
      const polled = units.filter((other) => other.bus === bus.id && other.id !== id).map((other) => other.id)
      if (polled.length > 0)
        warnings.push({ code: 'safety-output-shares-bus', bus: bus.id, unit: id, device, units: polled })
      break
    }
  }
  return warnings
}

/** A point that orders may only move one way, on a channel that a command of the profile moves. */
const isSafety = (point: KindPoint | undefined, profile: Profile | undefined, channel: string): boolean =>
  point?.onlyTo !== undefined &&
  Object.values(profile?.commands ?? {}).some(({ channels }) => channels.includes(channel))
