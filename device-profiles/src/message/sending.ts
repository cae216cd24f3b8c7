import type { Params } from '../params.ts'
import type { Profile } from '../profile.ts'
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
}

/** What must go out: bytes, and the topic where there are topics; or the stable code why there is nothing. */
export type Sent = { bytes: Uint8Array; topic?: string; as: string } | { error: string }

/** The bytes of an order by message. Its text is the profile's; `{value}` and `{address}` are filled in. */
export function sendingOf(profile: Profile, _params: Params, order: MessageOrder): Sent {
  const command = profile.commands?.[order.command]
  if (!command?.channels.includes(order.channel)) return { error: 'unknown-command' }
  if (!profile.verified) return { error: 'profile-unverified' }
  const { send, limits } = command
  if (send === undefined) return { error: 'not-writable' }
  const value = limits === undefined ? command.to : within(limits, order.value)
  if (limits !== undefined && value === undefined) return { error: 'out-of-limits' }
  const text = (send.text ?? '')
    .replaceAll('{value}', String(value ?? ''))
    .replaceAll('{address}', order.address ?? '')
    .replaceAll('{id}', order.id ?? '')
  const topic = profile.mqtt?.orders?.[send.as]?.replaceAll('{address}', order.address ?? '')
  return { bytes: new TextEncoder().encode(text), as: send.as, ...(topic === undefined ? {} : { topic }) }
}

/** A number inside the limits and on their step; undefined for everything else. */
export function within(
  { min, max, step }: { min: number; max: number; step?: number },
  value: Scalar | null | undefined,
): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < min || value > max) return undefined
  return step === undefined ? value : tidy(min + Math.round((value - min) / step) * step)
}
