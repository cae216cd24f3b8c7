import { WRITE_COIL, WRITE_REGISTER } from '@zaojun/device-profiles/modbus/pdu'
import { bitFor, decodeRegister } from '@zaojun/device-profiles/modbus/register-codec'
import type { SimulatedUnit } from './simulated-unit.ts'

/** Exceptions of Modbus Application Protocol V1.1b3, section 7. */
export const ILLEGAL_FUNCTION = 1
export const ILLEGAL_ADDRESS = 2
const ILLEGAL_VALUE = 3

/**
 * Why a unit that follows the reference contract refuses a write; undefined where it obeys. It obeys single coils and set
 * points that are orders, and none that its own interlock forbids.
 */
export function contractRefusal(unit: SimulatedUnit, pdu: Uint8Array): number | undefined {
  const [code = 0, high = 0, low = 0] = pdu
  const address = (high << 8) | low
  if (code === WRITE_COIL) return coilRefusal(unit, address, pdu[3] === 0xff)
  return code === WRITE_REGISTER ? setPointRefusal(unit, address, pdu) : ILLEGAL_FUNCTION
}

/** The channels on a place, with the commands that move them. */
function rowsAt({ profile }: SimulatedUnit, table: 'coil' | 'holding', address: number) {
  return Object.entries(profile.channels).flatMap(([key, channel]) => {
    const { from } = channel
    if (!('table' in from) || from.table !== table || from.address !== address) return []
    return [
      {
        key,
        channel,
        from,
        commands: Object.values(profile.commands ?? {}).filter((each) => each.channels.includes(key)),
      },
    ]
  })
}

function coilRefusal(unit: SimulatedUnit, address: number, on: boolean): number | undefined {
  const rows = rowsAt(unit, 'coil', address)
  if (rows.length === 0) return ILLEGAL_ADDRESS
  for (const { key, from, commands } of rows)
    for (const { to } of commands)
      if (typeof to === 'boolean' && bitFor(from, unit.params, to) === on && !(to && unit.blocked(key)))
        return undefined
  return ILLEGAL_VALUE
}

function setPointRefusal(unit: SimulatedUnit, address: number, pdu: Uint8Array): number | undefined {
  const rows = rowsAt(unit, 'holding', address)
  if (rows.length === 0) return ILLEGAL_ADDRESS
  const range = { table: 'holding' as const, address, count: 1 }
  for (const { channel, commands } of rows) {
    const { value } = decodeRegister(channel, unit.params, range, pdu.subarray(3, 5))
    for (const { limits } of commands)
      if (limits !== undefined && typeof value === 'number' && value >= limits.min && value <= limits.max)
        return undefined
  }
  return ILLEGAL_VALUE
}
