import { type Params, type Profile, type Scalar, sendingOf } from '@zaojun/device-profiles'
import { requestBytes } from '@zaojun/device-profiles/stream/request'
import type { ChannelRole } from '../driver.ts'
import { type DenyFacts, orderDenied } from '../order-denied.ts'

/** A unit on this line as far as speaking to it goes. */
export type GuardedSpeaker = {
  address: string | number | undefined
  profile: Profile
  params: Params
  roles: readonly ChannelRole[]
}

const NUMBERS = /[+-]?[0-9]+(\.[0-9]+)?/g
/** Of the numbers in what goes out, so many may be the order's value. */
const MOST_NUMBERS = 8

/**
 * The last gate before the wire of a byte stream (design 12): looks at the very bytes about to go out and gives the
 * code why they must not, or undefined when they may. It trusts no caller: only the questions of a unit's profile pass,
 * and the exact bytes of a command of a verified profile, to a channel a device is bound to. Orders are judged first:
 * what moves something stays an order, also where a profile words the same bytes as a question.
 */
export function deniedSaying(
  bytes: Uint8Array,
  units: readonly GuardedSpeaker[],
  facts: DenyFacts,
): string | undefined {
  if (units.length === 0) return 'denied-unknown-unit'
  const orders = units.flatMap((unit) => ordersIn(unit, bytes).map((order) => ({ ...unit, ...order })))
  for (const order of orders) {
    const reason = orderDenied(order, facts)
    if (reason !== undefined) return reason
  }
  const known = orders.length > 0 || units.some((unit) => isQuestion(unit, bytes))
  return known ? undefined : 'denied-not-a-command'
}

const same = (one: Uint8Array, two: Uint8Array): boolean =>
  one.length === two.length && one.every((byte, index) => byte === two[index])

/** Whether the unit is asked just this again and again, or at the start. */
function isQuestion({ profile, address }: GuardedSpeaker, bytes: Uint8Array): boolean {
  const { stream } = profile
  return Object.entries(stream?.requests ?? {}).some(([name, { everyMs, atStart }]) => {
    if (!stream || (everyMs === undefined && !atStart)) return false
    const made = requestBytes(stream, name, { address })
    return !('error' in made) && same(made, bytes)
  })
}

/** Every order of the unit that goes out as exactly these bytes: the channel, and what it becomes. */
function ordersIn({ profile, params, address }: GuardedSpeaker, bytes: Uint8Array) {
  const found: { channel: string; to: Scalar | undefined }[] = []
  const text = String.fromCharCode(...bytes)
  const numbers = [...text.matchAll(NUMBERS)].slice(0, MOST_NUMBERS).map(([number]) => Number(number))
  for (const [command, { channels, to, limits }] of Object.entries(profile.commands ?? {}))
    for (const channel of channels)
      for (const value of limits === undefined ? [to] : numbers) {
        // Whether the profile is verified is judged later, with a code of its own.
        const order = { channel, command, value, address: address === undefined ? undefined : String(address) }
        const sent = sendingOf({ ...profile, verified: true }, params, order)
        if (!('error' in sent) && same(sent.bytes, bytes)) found.push({ channel, to: value })
      }
  return found
}
