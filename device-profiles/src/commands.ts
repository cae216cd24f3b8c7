import type { Channel } from './channel.ts'
import { within } from './message/sending.ts'
import { writeCoilPdu, writeRegistersPdu } from './modbus/pdu.ts'
import { bitFor, decodeRegister, encodeRegister } from './modbus/register-codec.ts'
import { numberOf, type Params } from './params.ts'
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
const FLOAT_HAIR = 1e-6

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
  const finish = (pdu: Uint8Array, reads: Scalar): CommandWrite => ({
    pdu,
    confirm: command.confirm === 'none' ? undefined : (command.confirm ?? { channel: channelKey, equals: reads }),
    confirmWithinMs: command.confirmWithinMs ?? CONFIRM_WITHIN_MS,
  })
  const many = profile.modbus?.writesMany === true
  if (command.at !== undefined) {
    const { table, address, raw } = command.at
    return finish(table === 'coil' ? writeCoilPdu(address, raw !== 0) : writeRegistersPdu(address, [raw], many), to)
  }
  if (!('table' in from)) return { error: 'not-writable' }
  if (from.table === 'coil' && typeof to === 'boolean') {
    const bit = bitFor(from, params, to)
    return bit === undefined ? { error: 'not-configured' } : finish(writeCoilPdu(from.address, bit), to)
  }
  // Bits inside a register would need a read first; another may write between.
  if (from.table !== 'holding' || from.mask !== undefined) return { error: 'not-writable' }
  if (channel.value === 'boolean' && from.words === undefined) return { error: 'not-writable' }
  const words = encodeRegister(channel, params, to, [])
  const reads = decodeWords(channel, params, words)
  if (reads === undefined || !isNear(reads, to, numberOf(from.scale ?? 1, params) ?? 1))
    return { error: 'not-writable' }
  return finish(writeRegistersPdu(from.address, words, many), reads)
}

/** What the channel reads once these words stand in its registers. */
function decodeWords(channel: Channel, params: Params, words: number[]): Scalar | undefined {
  if (!('table' in channel.from)) return undefined
  const { table, address } = channel.from
  const data = Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff]))
  return decodeRegister(channel, params, { table, address, count: words.length }, data).value ?? undefined
}

/** Whether what will be read is what was ordered, as near as the register can hold it. */
function isNear(reads: Scalar, to: Scalar, scale: number): boolean {
  if (typeof reads !== 'number' || typeof to !== 'number') return reads === to
  return Math.abs(reads - to) <= Math.max(Math.abs(scale) / 2, Math.abs(to) * FLOAT_HAIR) + FLOAT_HAIR
}
