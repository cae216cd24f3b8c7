import { type CommandWrite, commandPdu, type Params, type Profile, type Scalar } from '@zaojun/device-profiles'
import { WRITE_COIL, WRITE_COILS, WRITE_REGISTER, WRITE_REGISTERS } from '@zaojun/device-profiles/modbus/pdu'
import { bitFor, decodeRegister } from '@zaojun/device-profiles/modbus/register-codec'
import type { ChannelRole } from './driver.ts'
import { type DenyFacts, orderDenied } from './order-denied.ts'

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
  if (code === WRITE_COILS) return 'denied-multiple-write'
  if (code !== WRITE_COIL && code !== WRITE_REGISTER && code !== WRITE_REGISTERS) return 'denied-function'
  const sound = here.filter((unit): unit is SoundUnit => unit.profile !== undefined && unit.fault === undefined)
  if (code === WRITE_COIL) {
    if (pdu.length !== READ_PDU_BYTES) return 'denied-malformed'
    if (sound.length === 0) return 'denied-misconfigured'
    const word = ((pdu[3] ?? 0) << 8) | (pdu[4] ?? 0)
    if (word !== ON && word !== OFF) return 'denied-toggle'
    const opened = sound.some((unit) => opensSafetyCoil(unit, ((pdu[1] ?? 0) << 8) | (pdu[2] ?? 0), word === ON, facts))
    if (opened) return 'denied-opens-valve'
  } else if (sound.length === 0) return 'denied-misconfigured'
  const owners = sound.map((unit) => ({ unit, matches: matchesOf(unit, pdu) }))
  if (owners.every(({ matches }) => matches.length === 0))
    return code === WRITE_COIL ? 'denied-not-a-command' : denyingRegister(code)
  for (const { unit, matches } of owners)
    for (const { channel, to } of matches) {
      const reason = orderDenied({ ...unit, channel, to }, facts)
      if (reason !== undefined) return reason
    }
  return undefined
}

const denyingRegister = (code: number): string =>
  code === WRITE_REGISTERS ? 'denied-multiple-write' : 'denied-function'

/** Every command of the unit that gives exactly these bytes. */
function matchesOf({ profile, params }: SoundUnit, pdu: Uint8Array): Match[] {
  const matches: Match[] = []
  for (const [key, command] of Object.entries(profile.commands ?? {}))
    for (const channel of command.channels) {
      const to = command.limits === undefined ? command.to : writtenValue(profile, params, channel, pdu)
      if (to === undefined) continue
      // Whether the profile is verified is judged later, with a code of its own.
      const made = commandPdu({ ...profile, verified: true }, params, channel, key, to)
      if (!('error' in made) && sameBytes(made, pdu)) matches.push({ channel, to })
    }
  return matches
}

const sameBytes = ({ pdu }: CommandWrite, bytes: Uint8Array): boolean =>
  pdu.length === bytes.length && pdu.every((byte, index) => byte === bytes[index])

/** The value a register write carries for a channel; undefined where it is for another place. */
function writtenValue(profile: Profile, params: Params, key: string, pdu: Uint8Array): Scalar | undefined {
  const channel = profile.channels[key]
  if (channel === undefined || !('table' in channel.from) || channel.from.table !== 'holding') return undefined
  const { address } = channel.from
  const data = pdu[0] === WRITE_REGISTER ? pdu.subarray(3) : pdu.subarray(6)
  if ((((pdu[1] ?? 0) << 8) | (pdu[2] ?? 0)) !== address) return undefined
  const range = { table: 'holding' as const, address, count: data.length >> 1 }
  return decodeRegister(channel, params, range, data).value ?? undefined
}

/** Whether this coil carries a point that goes one way only, and `on` is the other way, or the way is not known. */
function opensSafetyCoil({ profile, params, roles }: SoundUnit, coil: number, on: boolean, facts: DenyFacts): boolean {
  return Object.entries(profile.channels).some(([channel, { from, value }]) => {
    if (!('table' in from) || from.table !== 'coil' || from.address !== coil || value !== 'boolean') return false
    const to = bitFor(from, params, on)
    const reason = orderDenied({ profile, params, channel, to, roles }, facts)
    return reason === 'denied-opens-valve' || reason === 'denied-one-way'
  })
}
