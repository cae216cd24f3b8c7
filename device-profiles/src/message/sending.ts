import type { ProfileCommand } from '../command.ts'
import { jt808Sending } from '../jt808/sending.ts'
import type { Params } from '../params.ts'
import type { Profile } from '../profile.ts'
import { requestBytes } from '../stream/request.ts'
import { tidy } from '../value.ts'
import type { Scalar } from '../words.ts'

/** An order to a unit that is spoken to by messages. `address`: the unit's on its bus. */
export type MessageOrder = {
  channel: string
  command: string
  value?: Scalar | undefined
  address?: string | undefined
  /** The order's own id, where the unit answers by it. */
  id?: string
  /** When it is too late to carry it out, ISO 8601, where the unit is told. */
  expires?: string
}

/** What must go out: bytes, and the topic where there are topics; or the stable code why there is nothing. */
export type Sent = { bytes: Uint8Array; topic?: string; as: string } | { error: string }

/** The bytes of an order by message. Its text is the profile's; `{value}` and `{address}` are filled in. */
export function sendingOf(profile: Profile, _params: Params, order: MessageOrder): Sent {
  const command = profile.commands?.[order.command]
  if (!command?.channels.includes(order.channel)) return { error: 'unknown-command' }
  if (!profile.verified) return { error: 'profile-unverified' }
  const { send, limits, text: words } = command
  if (send === undefined) return { error: 'not-writable' }
  const value = orderedValue(command, order.value)
  if ((limits ?? words) !== undefined && value === undefined) return { error: 'out-of-limits' }
  if (profile.jt808) return jt808Sending(profile.jt808, send.as, value, order.address)
  if (profile.stream) {
    const bytes = requestBytes(profile.stream, send.as, { address: order.address, value })
    return 'error' in bytes ? bytes : { bytes, as: send.as }
  }
  const text = (send.text ?? '')
    .replaceAll('{value}', String(value ?? ''))
    .replaceAll('{address}', order.address ?? '')
    .replaceAll('{id}', order.id ?? '')
    .replaceAll('{expires}', order.expires ?? '')
  const topic = profile.mqtt?.orders?.[send.as]?.replaceAll('{address}', order.address ?? '')
  return { bytes: new TextEncoder().encode(text), as: send.as, ...(topic === undefined ? {} : { topic }) }
}

/** The value an order carries: its own where the command takes one and it fits, else the command's. */
export function orderedValue(
  { to, limits, text }: ProfileCommand,
  value: Scalar | null | undefined,
): Scalar | undefined {
  if (limits !== undefined) return within(limits, value)
  if (text === undefined) return to
  return typeof value === 'string' && value !== '' && value.length <= text.maxLength ? value : undefined
}

/** A number inside the limits and on their step; undefined for everything else. */
export function within(
  { min, max, step }: { min: number; max: number; step?: number },
  value: Scalar | null | undefined,
): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < min || value > max) return undefined
  return step === undefined ? value : tidy(min + Math.round((value - min) / step) * step)
}
