import { EXCEPTION_BIT, replyLength } from './pdu.ts'

/** The longest RTU frame (Modbus over Serial Line V1.02, section 2.5.1). */
export const MAX_RTU_BYTES = 256

const POLYNOMIAL = 0xa001
const CRC_OF_BYTE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ POLYNOMIAL : crc >> 1
  return crc
})

/** CRC-16, start FFFF, reflected polynomial A001; the low byte goes first on the wire. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff
  for (const byte of bytes) crc = (crc >> 8) ^ (CRC_OF_BYTE[(crc ^ byte) & 0xff] ?? 0)
  return crc
}

export function rtuFrame(unit: number, pdu: Uint8Array): Uint8Array {
  const frame = new Uint8Array(pdu.length + 3)
  frame[0] = unit
  frame.set(pdu, 1)
  const crc = crc16(frame.subarray(0, -2))
  frame[frame.length - 2] = crc & 0xff
  frame[frame.length - 1] = crc >> 8
  return frame
}

const intact = (frame: Uint8Array): boolean =>
  frame.length >= 4 &&
  crc16(frame.subarray(0, -2)) === ((frame[frame.length - 2] ?? 0) | ((frame[frame.length - 1] ?? 0) << 8))

/** Unit and PDU of one exact request frame; undefined where length or checksum is wrong. */
export function openRtu(frame: Uint8Array): { unit: number; pdu: Uint8Array } | undefined {
  return intact(frame) ? { unit: frame[0] ?? 0, pdu: frame.slice(1, -2) } : undefined
}

/** A reply frame that begins at `at` and whose checksum holds, whoever sent it. */
function replyAt(buffer: Uint8Array, at: number): Uint8Array | undefined {
  const code = buffer[at + 1]
  if (code === undefined) return undefined
  const length = code & EXCEPTION_BIT ? 5 : code >= 1 && code <= 4 ? (buffer[at + 2] ?? 0) + 5 : 8
  const frame = buffer.subarray(at, at + length)
  return frame.length === length && intact(frame) ? frame : undefined
}

export type RtuReply = { pdu: Uint8Array; frame: Uint8Array; skipped: number; strangers: number }

/**
 * Looks for the answer of `unit` anywhere in what arrived since the request. Bytes before it are `skipped`;
 * whole frames of other units among them are `strangers`. Undefined while there is none.
 */
export function findReply(unit: number, request: Uint8Array, buffer: Uint8Array): RtuReply | undefined {
  const code = request[0] ?? 0
  const length = replyLength(request) + 3
  let strangers = 0
  for (let at = 0; at + 5 <= buffer.length; at++) {
    const frame = replyAt(buffer, at)
    if (!frame) continue
    const refused = frame[1] === (code | EXCEPTION_BIT)
    if (frame[0] === unit && (refused || (frame[1] === code && frame.length === length)))
      return { pdu: frame.slice(1, -2), frame: frame.slice(), skipped: at, strangers }
    strangers++
    at += frame.length - 1
  }
  return undefined
}

/** Why `buffer` holds no answer: a stable code, from the most telling to the least. */
export function explainSilence(unit: number, request: Uint8Array, buffer: Uint8Array): string {
  if (buffer.length === 0) return 'no-answer'
  for (let at = 0; at + 5 <= buffer.length; at++) {
    const frame = replyAt(buffer, at)
    if (!frame) continue
    if (frame[0] !== unit) return 'wrong-unit'
    return ((frame[1] ?? 0) & ~EXCEPTION_BIT) === request[0] ? 'wrong-length' : 'wrong-function'
  }
  if (buffer[0] === unit && (buffer.length === 1 || ((buffer[1] ?? 0) & ~EXCEPTION_BIT) === request[0]))
    return buffer.length < replyLength(request) + 3 ? 'half-frame' : 'wrong-checksum'
  return 'garbage'
}
