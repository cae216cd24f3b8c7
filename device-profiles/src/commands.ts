import { writeCoilPdu } from './modbus/pdu.ts'
import { bitFor } from './modbus/register-codec.ts'
import type { Params } from './params.ts'
import type { Profile } from './profile.ts'

/** The PDU of a command on a channel, or the code why there is none. */
export function commandPdu(
  profile: Profile,
  params: Params,
  channelKey: string,
  commandKey: string,
): { pdu: Uint8Array; to: boolean; confirmWithinMs: number } | { error: string } {
  const command = profile.commands?.[commandKey]
  const from = profile.channels[channelKey]?.from
  if (!command?.channels.includes(channelKey)) return { error: 'unknown-command' }
  if (!profile.verified) return { error: 'profile-unverified' }
  if (!from || !('table' in from) || from.table !== 'coil') return { error: 'not-writable' }
  const bit = bitFor(from, params, command.to)
  if (bit === undefined) return { error: 'not-configured' }
  return { pdu: writeCoilPdu(from.address, bit), to: command.to, confirmWithinMs: command.confirmWithinMs ?? 1000 }
}
