import { within } from './message/sending.ts'
import { writeCoilPdu, writeRegistersPdu } from './modbus/pdu.ts'
import { bitFor, encodeRegister } from './modbus/register-codec.ts'
import type { Params } from './params.ts'
import type { Profile } from './profile.ts'
import type { Scalar } from './words.ts'

/** A command on a channel as it goes out by Modbus, and the read-back that confirms it. */
export type CommandWrite = {
  pdu: Uint8Array
  /** Undefined: nothing reads it back, it ends as accepted. */
  confirm: { channel: string; equals: Scalar } | undefined
  confirmWithinMs: number
}

const CONFIRM_WITHIN_MS = 1000

/** The PDU of a command on a channel, or the code why there is none. */
export function commandPdu(
  profile: Profile,
  params: Params,
  channelKey: string,
  commandKey: string,
  value?: Scalar | null,
): CommandWrite | { error: string } {
  const command = profile.commands?.[commandKey]
  const channel = profile.channels[channelKey]
  if (!command?.channels.includes(channelKey) || channel === undefined) return { error: 'unknown-command' }
  if (!profile.verified) return { error: 'profile-unverified' }
  const { from } = channel
  const to = command.limits === undefined ? command.to : within(command.limits, value)
  if (to === undefined) return { error: command.limits === undefined ? 'not-writable' : 'out-of-limits' }
  const confirm = command.confirm === 'none' ? undefined : (command.confirm ?? { channel: channelKey, equals: to })
  const rest = { confirm, confirmWithinMs: command.confirmWithinMs ?? CONFIRM_WITHIN_MS }
  if (command.at !== undefined) {
    const { table, address, raw } = command.at
    return { pdu: table === 'coil' ? writeCoilPdu(address, raw !== 0) : writeRegistersPdu(address, [raw]), ...rest }
  }
  if (!('table' in from)) return { error: 'not-writable' }
  if (from.table === 'coil' && typeof to === 'boolean') {
    const bit = bitFor(from, params, to)
    return bit === undefined ? { error: 'not-configured' } : { pdu: writeCoilPdu(from.address, bit), ...rest }
  }
  // Bits inside a register would need a read first; another may write between.
  if (from.table !== 'holding' || from.mask !== undefined) return { error: 'not-writable' }
  const words = encodeRegister(channel, params, to, [])
  return { pdu: writeRegistersPdu(from.address, words), ...rest }
}
