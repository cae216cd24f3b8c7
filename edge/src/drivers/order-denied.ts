import type { Catalogue, Params, Profile, Scalar } from '@zaojun/device-profiles'
import { bitFor } from '@zaojun/device-profiles/modbus/register-codec'
import type { ChannelRole } from './driver.ts'

/** What the deny list must know beside the unit: what kinds' points mean, and whether a room is clear. */
export type DenyFacts = Pick<Catalogue, 'kinds'> & {
  /** See `DriverContext.harm`. */
  harm(device: string): string | undefined
}

/** An order as far as its safety goes: a channel of a unit about to be moved to a value. */
export type OrderToJudge = {
  profile: Profile
  params: Params
  channel: string
  to: Scalar | undefined
  /** The roles of all channels of the unit. */
  roles: readonly ChannelRole[]
}

/**
 * Why an order must not go out (design 12), the same for every protocol; undefined when it may. One-way points are
 * judged first and without regard to whether anybody may order here: a channel nobody has bound is judged as what its
 * profile says it is for. Several meanings of one coil or register are judged together: whoever moves one moves all.
 */
export function orderDenied(order: OrderToJudge, { kinds, harm }: DenyFacts): string | undefined {
  const { profile, roles } = order
  const mates = placeMates(profile, order.channel)
  const held = roles.filter(({ channel }) => mates.includes(channel))
  for (const role of held.length > 0 ? held : meantRoles(profile, mates)) {
    const onlyTo = kinds.get(role.kind)?.points[role.point]?.onlyTo
    if (onlyTo !== undefined && effectOn(order, role.channel) !== onlyTo)
      return role.kind === 'safety-valve' ? 'denied-opens-valve' : 'denied-one-way'
  }
  if (held.length === 0) return 'denied-not-bound'
  if (!profile.verified) return 'denied-unverified-profile'
  for (const role of held) {
    const { harmsPeople } = kinds.get(role.kind)?.points[role.point] ?? {}
    const reason = harmsPeople && effectOn(order, role.channel) !== false ? harm(role.device) : undefined
    if (reason !== undefined) return reason
  }
  return undefined
}

/** The channels on the same coil or register, the channel itself among them. */
function placeMates({ channels }: Profile, key: string): string[] {
  const from = channels[key]?.from
  if (from === undefined || !('table' in from)) return [key]
  return Object.entries(channels).flatMap(([name, { from: other }]) =>
    'table' in other && other.table === from.table && other.address === from.address ? [name] : [],
  )
}

/** What the profile's default binding says these channels are for, where nobody has bound them. */
function meantRoles(
  { bindings, positions }: Profile,
  channels: string[],
): Pick<ChannelRole, 'channel' | 'kind' | 'point'>[] {
  const roles: Pick<ChannelRole, 'channel' | 'kind' | 'point'>[] = []
  for (const [kind, points] of Object.entries(bindings))
    for (const [point, template] of Object.entries(points))
      for (let position = 1; position <= positions; position++) {
        const channel = template.replace('{position}', String(position))
        if (channels.includes(channel)) roles.push({ channel, kind, point })
      }
  return roles
}

/** What a channel reads after the order; undefined where that is not known. */
function effectOn({ profile, params, channel, to }: OrderToJudge, mate: string): Scalar | undefined {
  if (mate === channel) return to
  const from = profile.channels[channel]?.from
  const other = profile.channels[mate]?.from
  if (!from || !other || !('table' in from) || !('table' in other)) return undefined
  if (from.table !== 'coil' || typeof to !== 'boolean') return undefined
  const bit = bitFor(from, params, to)
  return bit === undefined ? undefined : bitFor(other, params, bit)
}
