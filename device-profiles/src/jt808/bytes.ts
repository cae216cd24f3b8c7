/** Big-endian numbers, one after the other. */
export const word = (value: number): number[] => [(value >>> 8) & 0xff, value & 0xff]
export const dword = (value: number): number[] => [...word(value >>> 16), ...word(value & 0xffff)]

export const wordAt = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
export const dwordAt = (bytes: Uint8Array, at: number): number => wordAt(bytes, at) * 0x10000 + wordAt(bytes, at + 2)

/** What each byte says as two digits; undefined where a half byte is none. */
const PAIRS = Array.from({ length: 256 }, (_, byte) =>
  byte >> 4 > 9 || (byte & 15) > 9 ? undefined : `${byte >> 4}${byte & 15}`,
)

const NUMBERS = PAIRS.map((pair) => (pair === undefined ? Number.NaN : Number(pair)))

/** Digits packed two to a byte; undefined where a half byte is none. */
export function digitsOf(bytes: Uint8Array, from = 0, to = bytes.length): string | undefined {
  let digits = ''
  for (let at = from; at < to; at++) {
    const pair = PAIRS[bytes[at] ?? 0]
    if (pair === undefined) return undefined
    digits += pair
  }
  return digits
}

/** The number two packed digits are; not one where a half byte is none. */
const twoAt = (bytes: Uint8Array, at: number): number => NUMBERS[bytes[at] ?? 0xff] ?? Number.NaN

/** Digits as bytes, filled up with zeros on the left; longer ones lose their first. */
export function packed(digits: string, bytes: number): number[] {
  const padded = digits.padStart(bytes * 2, '0').slice(-bytes * 2)
  return Array.from({ length: bytes }, (_, at) => Number.parseInt(padded.slice(at * 2, at * 2 + 2), 16))
}

const CHINA_MS = 8 * 3_600_000
const STAMP_BYTES = 6

/** BCD[6] `YYMMDDhhmmss` of UTC+8, the only zone of the standard, as UTC ms; undefined where it is no moment. */
export function stampAt(bytes: Uint8Array, at: number): number | undefined {
  const [y, m, d] = [twoAt(bytes, at), twoAt(bytes, at + 1), twoAt(bytes, at + 2)]
  const [h, min, s] = [twoAt(bytes, at + 3), twoAt(bytes, at + 4), twoAt(bytes, at + 5)]
  const local = Date.UTC(2000 + y, m - 1, d, h, min, s)
  if (!(h < 24 && min < 60 && s < 60) || Number.isNaN(local)) return undefined
  const back = new Date(local)
  return back.getUTCMonth() === m - 1 && back.getUTCDate() === d ? local - CHINA_MS : undefined
}

/** UTC ms as BCD[6] of UTC+8. */
export const stamp = (ms: number): number[] =>
  packed(
    new Date(ms + CHINA_MS)
      .toISOString()
      .replaceAll(/[^0-9]/g, '')
      .slice(2, 14),
    STAMP_BYTES,
  )
