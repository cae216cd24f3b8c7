/** Big-endian numbers, one after the other. */
export const word = (value: number): number[] => [(value >>> 8) & 0xff, value & 0xff]
export const dword = (value: number): number[] => [...word(value >>> 16), ...word(value & 0xffff)]

export const wordAt = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
export const dwordAt = (bytes: Uint8Array, at: number): number => wordAt(bytes, at) * 0x10000 + wordAt(bytes, at + 2)

/** What each byte says as two digits; undefined where a half byte is none. */
const PAIRS = Array.from({ length: 256 }, (_, byte) =>
  byte >> 4 > 9 || (byte & 15) > 9 ? undefined : `${byte >> 4}${byte & 15}`,
)

/** Digits packed two to a byte; undefined where a half byte is none. */
export function digitsOf(bytes: Uint8Array): string | undefined {
  let digits = ''
  for (let at = 0; at < bytes.length; at++) {
    const pair = PAIRS[bytes[at] ?? 0]
    if (pair === undefined) return undefined
    digits += pair
  }
  return digits
}

const twoAt = (digits: string, at: number): number => digits.charCodeAt(at) * 10 + digits.charCodeAt(at + 1) - 528

/** Digits as bytes, filled up with zeros on the left; longer ones lose their first. */
export function packed(digits: string, bytes: number): number[] {
  const padded = digits.padStart(bytes * 2, '0').slice(-bytes * 2)
  return Array.from({ length: bytes }, (_, at) => Number.parseInt(padded.slice(at * 2, at * 2 + 2), 16))
}

const CHINA_MS = 8 * 3_600_000
const STAMP_BYTES = 6

/** BCD[6] `YYMMDDhhmmss` of UTC+8, the only zone of the standard, as UTC ms; undefined where it is no moment. */
export function stampAt(bytes: Uint8Array, at: number): number | undefined {
  const digits = digitsOf(bytes.subarray(at, at + STAMP_BYTES))
  if (digits === undefined || digits.length !== STAMP_BYTES * 2) return undefined
  const [y, m, d] = [twoAt(digits, 0), twoAt(digits, 2), twoAt(digits, 4)]
  const [h, min, s] = [twoAt(digits, 6), twoAt(digits, 8), twoAt(digits, 10)]
  const local = Date.UTC(2000 + y, m - 1, d, h, min, s)
  const back = new Date(local)
  const same = back.getUTCMonth() === m - 1 && back.getUTCDate() === d && h < 24 && min < 60 && s < 60
  return same ? local - CHINA_MS : undefined
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
