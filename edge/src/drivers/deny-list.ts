import { type CommandWrite, commandPdu, type Params, type Profile, type Scalar } from '@zaojun/device-profiles'
import {
  type RegisterWrite,
  WRITE_COIL,
  WRITE_COILS,
  WRITE_REGISTER,
  WRITE_REGISTERS,
  writeOf,
} from '@zaojun/device-profiles/modbus/pdu'
import { decodeRegister } from '@zaojun/device-profiles/modbus/register-codec'
import type { ChannelRole } from './driver.ts'
import { type DenyFacts, effectsOf, movesWrongWay, orderDenied } from './order-denied.ts'

/** A unit on this bus as far as writing to it goes. `fault`: its configuration is wrong, so nothing about it can be trusted. */
export type GuardedUnit = {
  address: number
  profile: Profile | undefined
  params: Params
  fault?: string | undefined
  roles: readonly ChannelRole[]
}
type SoundUnit = GuardedUnit & { profile: Profile }
/** A command of the profile that writes exactly the frame at hand: the channel it is given on, and what that becomes. */
type Match = { channel: string; to: Scalar }

const READ_PDU_BYTES = 5
const ON = 0xff00
const OFF = 0x0000
/** What a frame that is no command is called, by the function it writes with. */
const NOT_A_COMMAND: Record<number, string> = {
  [WRITE_COIL]: 'denied-not-a-command',
  [WRITE_REGISTER]: 'denied-function',
  [WRITE_REGISTERS]: 'denied-multiple-write',
}

/**
 * The last gate before the wire (design 12): looks at the very bytes about to go out to `address` and gives the code
 * why they must not, or undefined when they may. It trusts no caller: whichever path made the frame, only reads pass,
 * and writes of one coil or value that exactly a command of a verified profile would write, to a channel a device is
 * bound to, and that no meaning of that place forbids.
 */
export function deniedReason(
  address: number,
  pdu: Uint8Array,
  units: GuardedUnit[],
  facts: DenyFacts,
): string | undefined {
  const code = pdu[0] ?? 0
  if (address === 0) return 'denied-broadcast'
  const here = units.filter((unit) => unit.address === address)
  if (here.length === 0) return 'denied-unknown-unit'
  if (code >= 1 && code <= 4) return pdu.length === READ_PDU_BYTES ? undefined : 'denied-malformed'
  const notACommand = NOT_A_COMMAND[code]
  if (notACommand === undefined) return code === WRITE_COILS ? 'denied-multiple-write' : 'denied-function'
  const write = writeOf(pdu)
  if (write === undefined) return 'denied-malformed'
  const sound = here.filter((unit): unit is SoundUnit => unit.profile !== undefined && unit.fault === undefined)
  if (sound.length === 0) return 'denied-misconfigured'
  const word = ((pdu[3] ?? 0) << 8) | (pdu[4] ?? 0)
  if (code === WRITE_COIL && word !== ON && word !== OFF) return 'denied-toggle'
  for (const { profile, params, roles } of sound) {
    const reason = movesWrongWay(profile, roles, effectsOf(profile, params, write), facts)
    if (reason !== undefined) return reason
  }
  let known = false
  for (const unit of sound)
    for (const { channel, to } of matchesOf(unit, pdu, write)) {
      const reason = orderDenied({ ...unit, channel, to, write }, facts)
      if (reason !== undefined) return reason
      known = true
    }
  return known ? undefined : notACommand
}

/** Every command of the unit that gives exactly these bytes. */
function matchesOf({ profile, params }: SoundUnit, pdu: Uint8Array, write: RegisterWrite): Match[] {
  const matches: Match[] = []
  for (const [key, command] of Object.entries(profile.commands ?? {}))
    for (const channel of command.channels) {
      const to = command.limits === undefined ? command.to : writtenValue(profile, params, channel, write)
      if (to === undefined) continue
      // Whether the profile is verified is judged later, with a code of its own.
      const made = commandPdu({ ...profile, verified: true }, params, channel, key, to)
      if (!('error' in made) && sameBytes(made, pdu)) matches.push({ channel, to })
    }
  return matches
}

const sameBytes = ({ pdu }: CommandWrite, bytes: Uint8Array): boolean =>
  pdu.length === bytes.length && pdu.every((byte, index) => byte === bytes[index])

/** The value a write carries for a channel; undefined where it is for another place. */
function writtenValue(profile: Profile, params: Params, key: string, write: RegisterWrite): Scalar | undefined {
  const channel = profile.channels[key]
  if (channel === undefined || !('table' in channel.from) || channel.from.table !== write.table) return undefined
  if (channel.from.address !== write.address) return undefined
  return decodeRegister(channel, params, write, write.data).value ?? undefined
}
