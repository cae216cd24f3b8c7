import type { Binding } from '@zaojun/core'
import type { Catalogue } from './catalogue.ts'
import { catalogueError } from './errors.ts'

/**
 * The default binding of a device of `kindId` to a unit: point key → channel of that unit. `position` counts from 1;
 * on a unit with one position it may be left out. Throws `BINDING_KIND`, `BINDING_PROFILE`, `BINDING_MISMATCH`,
 * `BINDING_POSITION`.
 */
export function bindPoints(
  catalogue: Pick<Catalogue, 'kinds' | 'profiles'>,
  kindId: string,
  unit: { id: string; profile: string },
  position?: number,
): Record<string, Binding> {
  if (!catalogue.kinds.has(kindId)) throw catalogueError('BINDING_KIND', { name: kindId, place: unit.id })
  const profile = catalogue.profiles.get(unit.profile)
  if (!profile) throw catalogueError('BINDING_PROFILE', { name: unit.profile, place: unit.id })
  const binding = profile.bindings[kindId]
  if (!binding) throw catalogueError('BINDING_MISMATCH', { name: `${unit.profile} / ${kindId}`, place: unit.id })
  if (position === undefined && profile.positions > 1)
    throw catalogueError('BINDING_POSITION', { name: `${unit.id}: 1–${profile.positions}`, place: unit.id })
  const at = position ?? 1
  if (!Number.isInteger(at) || at < 1 || at > profile.positions)
    throw catalogueError('BINDING_POSITION', { name: `${unit.id}: ${at} (1–${profile.positions})`, place: unit.id })
  return Object.fromEntries(
    Object.entries(binding).map(([point, channel]) => [
      point,
      { unit: unit.id, channel: channel.replace('{position}', String(at)) },
    ]),
  )
}
