import { ONE_WAY, type Params, type Profile } from '@zaojun/device-profiles'
import { WRITE_COIL, WRITE_COILS, WRITE_REGISTERS } from '@zaojun/device-profiles/modbus/pdu'
import { bitFor } from '@zaojun/device-profiles/modbus/register-codec'

/** A unit on this bus as far as writing to it goes. `fault`: its configuration is wrong, so nothing about it can be trusted. */
export type GuardedUnit = { address: number; profile: Profile | undefined; params: Params; fault?: string | undefined }
type SoundUnit = GuardedUnit & { profile: Profile }

const READ_PDU_BYTES = 5
const ON = 0xff00
const OFF = 0x0000

/**
 * The last gate before the wire (design 12): looks at the very bytes about to go out to `address` and gives the code
 * why they must not, or undefined when they may. It trusts no caller: whichever path made the frame, only
 * reads and single coils of a verified profile's commands pass, and a coil that carries a safety valve only ever
 * moves to closed.
 */
export function deniedReason(address: number, pdu: Uint8Array, units: GuardedUnit[]): string | undefined {
  const code = pdu[0] ?? 0
  if (address === 0) return 'denied-broadcast'
  const here = units.filter((unit) => unit.address === address)
  if (here.length === 0) return 'denied-unknown-unit'
  if (code >= 1 && code <= 4) return pdu.length === READ_PDU_BYTES ? undefined : 'denied-malformed'
  if (code === WRITE_COILS || code === WRITE_REGISTERS) return 'denied-multiple-write'
  if (code !== WRITE_COIL) return 'denied-function'
  if (pdu.length !== READ_PDU_BYTES) return 'denied-malformed'
  const sound = here.filter((unit): unit is SoundUnit => unit.profile !== undefined && unit.fault === undefined)
  if (sound.length === 0) return 'denied-misconfigured'
  const view = new DataView(pdu.buffer, pdu.byteOffset)
  const coil = view.getUint16(1)
  const word = view.getUint16(3)
  if (word !== ON && word !== OFF) return 'denied-toggle'
  const on = word === ON
  if (sound.some((unit) => opensSafetyCoil(unit, coil, on))) return 'denied-opens-valve'
  const owners = sound.filter((unit) => isCommand(unit, coil, on))
  if (owners.length === 0) return 'denied-not-a-command'
  return owners.every((unit) => unit.profile.verified) ? undefined : 'denied-unverified-profile'
}

/** Whether this coil carries a point that goes one way only, and `on` is the other way, or the way is not known. */
function opensSafetyCoil({ profile, params }: SoundUnit, coil: number, on: boolean): boolean {
  for (const [kind, points] of Object.entries(ONE_WAY))
    for (const [point, way] of Object.entries(points))
      for (let position = 1; position <= profile.positions; position++) {
        const channel = profile.bindings[kind]?.[point]?.replace('{position}', String(position))
        const from = channel === undefined ? undefined : profile.channels[channel]?.from
        if (!from || !('table' in from) || from.table !== 'coil' || from.address !== coil) continue
        if (bitFor(from, params, way) !== on) return true
      }
  return false
}

/** Whether a command of the profile writes exactly this. */
function isCommand({ profile, params }: SoundUnit, coil: number, on: boolean): boolean {
  return Object.values(profile.commands ?? {}).some(({ channels, to }) =>
    channels.some((channel) => {
      const from = profile.channels[channel]?.from
      return (
        from &&
        'table' in from &&
        from.table === 'coil' &&
        from.address === coil &&
        typeof to === 'boolean' &&
        bitFor(from, params, to) === on
      )
    }),
  )
}
