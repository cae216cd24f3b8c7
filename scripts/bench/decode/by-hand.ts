import { crc16 } from '@zaojun/device-profiles/modbus/rtu'

/** What a person would write for one unit and nothing else: the baseline of the profile decoder. */
export type HandValue = { value: number | boolean | string | null; quality: 'good' | 'bad'; reason?: string }
export type HandValues = Record<string, HandValue>

export const good = (value: number | boolean | string): HandValue => ({ value, quality: 'good' })
export const bad = (reason: string): HandValue => ({ value: null, quality: 'bad', reason })
/** Takes the noise of binary fractions off, as the product must. */
const tidy = (value: number): number => Number(value.toPrecision(12)) + 0

/** Eight tenths of a degree from input register 0, answer to `01 04 00 00 00 08`. */
export function pt100ByHand(frame: Uint8Array): HandValues {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length)
  if (frame.length !== 21 || frame[0] !== 1 || frame[1] !== 4 || frame[2] !== 16) return {}
  if (crc16(frame.subarray(0, 19)) !== view.getUint16(19, true)) return {}
  const values: HandValues = {}
  for (let n = 0; n < 8; n++) {
    const raw = view.getInt16(3 + n * 2)
    const value = raw / 10
    if (raw === -32768 || raw === -32767) values[`probe-${n + 1}`] = bad('broken-sensor')
    else values[`probe-${n + 1}`] = value < -60 || value > 400 ? bad('out-of-range') : good(value)
  }
  return values
}

/** Twelve bytes of a Yaohua indicator with a known tare and no capacity stated. */
export function scaleByHand(frame: Uint8Array, tare: number): HandValues {
  if (frame.length !== 12 || frame[0] !== 2 || frame[11] !== 3) return {}
  let xor = 0
  for (let at = 1; at <= 8; at++) xor ^= frame[at] ?? 0
  const nibble = (half: number) => (half < 10 ? half + 0x30 : half + 0x37)
  if (frame[9] !== nibble(xor >> 4) || frame[10] !== nibble(xor & 15)) return {}
  let digits = 0
  for (let at = 2; at < 8; at++) {
    const digit = (frame[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return { displayed: bad('not-a-number') }
    digits = digits * 10 + digit
  }
  const displayed = tidy(((frame[1] === 0x2d ? -1 : 1) * digits) / 10 ** ((frame[8] ?? 0) - 0x30))
  return {
    displayed: good(displayed),
    overload: bad('not-configured'),
    stable: good(false),
    gross: good(displayed),
    net: good(tidy(displayed - tare)),
    tare: good(tare),
  }
}
