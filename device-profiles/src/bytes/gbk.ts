const DECODER = new TextDecoder('gbk')
const UNKNOWN = 0x3f
let codes: Map<string, number> | undefined

/** Character → its two bytes, read off the decoder once. */
function table(): Map<string, number> {
  if (codes !== undefined) return codes
  codes = new Map()
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++) {
      if (low === 0x7f) continue
      const character = DECODER.decode(Uint8Array.from([high, low]))
      if ([...character].length === 1 && character !== '\ufffd' && !codes.has(character))
        codes.set(character, (high << 8) | low)
    }
  return codes
}

/** Text as GBK, the only encoding of the standard; what has no place in it is a question mark. */
export function toGbk(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? UNKNOWN
    const pair = code < 0x80 ? undefined : table().get(character)
    if (code < 0x80) bytes.push(code)
    else if (pair === undefined) bytes.push(UNKNOWN)
    else bytes.push(pair >> 8, pair & 0xff)
  }
  return Uint8Array.from(bytes)
}

/** GBK as text, without the zeros it may be filled up with. */
export const fromGbk = (bytes: Uint8Array): string => DECODER.decode(bytes).replaceAll('\0', '').trim()
