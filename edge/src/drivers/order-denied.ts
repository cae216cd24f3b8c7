import type { Catalogue, Params, Profile, Scalar } from '@zaojun/device-profiles'
import { wordsOf } from '@zaojun/device-profiles/modbus/blocks'
import type { RegisterWrite } from '@zaojun/device-profiles/modbus/pdu'
import { decodeRegister } from '@zaojun/device-profiles/modbus/register-codec'
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
  /** Where it is written and what, on Modbus: whatever else stands there moves too. */
  write?: RegisterWrite
}
type Role = Pick<ChannelRole, 'channel' | 'kind' | 'point'>
/** Channel → what it reads after the order; undefined where that is not known. */
type Effects = ReadonlyMap<string, Scalar | undefined>

/**
 * Why an order must not go out (design 12), the same for every protocol; undefined when it may. One-way points are
 * judged first and without regard to whether anybody may order here: a channel nobody has bound is judged as what its
 * profile says it is for. Several meanings of one coil or register are judged together: whoever moves one moves all.
 */
export function orderDenied(order: OrderToJudge, facts: DenyFacts): string | undefined {
  const { profile, params, channel, to, roles, write } = order
  const effects = new Map([...(write === undefined ? [] : effectsOf(profile, params, write)), [channel, to]])
  const wrongWay = movesWrongWay(profile, roles, effects, facts)
  if (wrongWay !== undefined) return wrongWay
  const held = roles.filter((role) => effects.has(role.channel))
  if (held.length === 0) return 'denied-not-bound'
  if (!profile.verified || profile.channels[channel]?.verified === false) return 'denied-unverified-profile'
  for (const { channel: moved, kind, point, device } of held) {
    const harms = facts.kinds.get(kind)?.points[point]?.harmsPeople === true && effects.get(moved) !== false
    const reason = harms ? facts.harm(device) : undefined
    if (reason !== undefined) return reason
  }
  return undefined
}

/** `denied-opens-valve` or `denied-one-way` where a point that goes one way only would go elsewhere, or who knows where. */
export function movesWrongWay(
  profile: Profile,
  roles: readonly ChannelRole[],
  effects: Effects,
  { kinds }: Pick<DenyFacts, 'kinds'>,
): string | undefined {
  const held: Role[] = roles.filter((role) => effects.has(role.channel))
  for (const { channel, kind, point } of held.length > 0 ? held : meantRoles(profile, effects)) {
    const onlyTo = kinds.get(kind)?.points[point]?.onlyTo
    if (onlyTo !== undefined && effects.get(channel) !== onlyTo)
      return kind === 'safety-valve' ? 'denied-opens-valve' : 'denied-one-way'
  }
  return undefined
}

/** Every channel that stands where something is written, and what it reads afterwards. */
export function effectsOf(
  { channels }: Profile,
  params: Params,
  write: RegisterWrite,
): Map<string, Scalar | undefined> {
  const effects = new Map<string, Scalar | undefined>()
  for (const [key, channel] of Object.entries(channels)) {
    const { from } = channel
    if (!('table' in from) || from.table !== write.table) continue
    if (from.address >= write.address + write.count || from.address + wordsOf(from) <= write.address) continue
    effects.set(key, decodeRegister(channel, params, write, write.data).value ?? undefined)
  }
  return effects
}

/** What the profile's default binding says these channels are for, where nobody has bound them. */
function meantRoles({ bindings, positions }: Profile, effects: Effects): Role[] {
  const roles: Role[] = []
  for (const [kind, points] of Object.entries(bindings))
    for (const [point, template] of Object.entries(points))
      for (let position = 1; position <= positions; position++) {
        const channel = template.replace('{position}', String(position))
        if (effects.has(channel)) roles.push({ channel, kind, point })
      }
  return roles
}
