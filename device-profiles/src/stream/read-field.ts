import { bad, type ChannelValue, good, tidy } from '../value.ts'
import { readBcd, readBinary } from './binary.ts'
import { fromFront } from './checksum.ts'
import type { DigitsField, NumberField, PlacedField, Sign } from './field.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })
const gb18030 = new TextDecoder('gb18030', { fatal: true })
const NUMERAL = /^([+-]?) *([0-9]+\.?[0-9]*|\.[0-9]+)$/
/** Longer than any number on a display. */
const MOST_DIGITS = 32
const SPACE = 0x20
const ZERO = 0x30

/** Characters of a part of a frame, one for each byte. */
export function characters(frame: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let index = from; index < to; index++) text += String.fromCharCode(frame[index] ?? 0)
  return text
}

/** Minus (true), plus, or something that is no sign. */
function signOf(sign: Sign, frame: Uint8Array): boolean | undefined {
  const byte = frame[fromFront(sign.at, frame.length)] ?? 0
  if ('bit' in sign) return ((byte >> sign.bit) & 1) === 1
  const character = String.fromCharCode(byte)
  if (character === sign.minus) return true
  return character === '+' || character === ' ' || character === '0' || character === sign.plus ? false : undefined
}

/** How many digits stand behind the point; undefined where the frame says nothing that is known. */
function decimalsOf({ decimals }: DigitsField, frame: Uint8Array): number | undefined {
  if (decimals === undefined || typeof decimals === 'number') return decimals ?? 0
  const byte = frame[fromFront(decimals.at, frame.length)] ?? 0
  const { mask, table } = decimals
  if (table !== undefined) return table[String(mask === undefined ? byte : byte & mask)]
  return byte >= ZERO && byte <= ZERO + 9 ? byte - ZERO : undefined
}

function readDigits(field: DigitsField, frame: Uint8Array, from: number, to: number): ChannelValue {
  let number = 0
  let seen = false
  for (let index = from; index < to; index++) {
    const byte = frame[index] ?? 0
    if (byte === SPACE && !seen) continue
    if (byte < ZERO || byte > ZERO + 9) return bad('not-a-number')
    seen = true
    number = number * 10 + byte - ZERO
  }
  const minus = field.sign === undefined ? false : signOf(field.sign, frame)
  const decimals = decimalsOf(field, frame)
  if (!seen || to - from > MOST_DIGITS || minus === undefined || decimals === undefined) return bad('not-a-number')
  // The quotient of two whole numbers is the nearest there is: nothing has to be tidied.
  const size = decimals > 0 ? number / 10 ** decimals : number * 10 ** -decimals
  return good((minus ? -size : size) + 0)
}

function readNumeral(field: NumberField, frame: Uint8Array, from: number, to: number): ChannelValue {
  if (to - from > MOST_DIGITS) return bad('not-a-number')
  const written = characters(frame, from, to)
  const match = NUMERAL.exec((field.reversed ? [...written].reverse().join('') : written).trim())
  const minus = field.sign === undefined ? match?.[1] === '-' : signOf(field.sign, frame)
  if (match === null || minus === undefined) return bad('not-a-number')
  const size = Number(match[2])
  return good(tidy(minus ? -size : size))
}

function readText(frame: Uint8Array, from: number, to: number): ChannelValue {
  const part = frame.subarray(from, to)
  for (const decoder of [utf8, gb18030])
    try {
      const text = decoder.decode(part)
      return text === '' ? bad('no-text') : good(text)
    } catch {
      // Not in this encoding.
    }
  return bad('not-text')
}

/** The place without blanks and control characters around it. */
function trimmed(frame: Uint8Array, from: number, to: number): [from: number, to: number] {
  let [begin, end] = [from, to]
  while (begin < end && (frame[begin] ?? 0) <= SPACE) begin++
  while (end > begin && (frame[end - 1] ?? 0) <= SPACE) end--
  return [begin, end]
}

function isBlank(frame: Uint8Array, from: number, to: number): boolean {
  const [begin, end] = trimmed(frame, from, to)
  return begin === end
}

function readHex(frame: Uint8Array, from: number, to: number, low: boolean): ChannelValue {
  const bytes = [...frame.subarray(from, to)]
  if (low) bytes.reverse()
  return good(bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(''))
}

/** One field out of bytes `from`…`to` of a frame whose checksum holds; undefined where nothing is no news. */
export function readField(field: PlacedField, frame: Uint8Array, from: number, to: number): ChannelValue | undefined {
  if (from < 0 || to > frame.length || from > to) return bad('half-frame')
  switch (field.as) {
    case 'digits':
      return field.optional && isBlank(frame, from, to) ? undefined : readDigits(field, frame, from, to)
    case 'number':
    case 'words':
    case 'text': {
      const [begin, end] = trimmed(frame, from, to)
      if (begin === end && field.optional) return undefined
      if (field.as === 'number') return readNumeral(field, frame, begin, end)
      if (field.as === 'text') return readText(frame, begin, end)
      const word = field.words[characters(frame, begin, end)]
      return word === undefined ? bad('unknown-word') : good(word)
    }
    case 'bit':
      return good((((frame[from] ?? 0) >> field.bit) & 1) === (field.not ? 0 : 1))
    case 'hex':
      return readHex(frame, from, to, field.first === 'low')
    case 'bcd':
      return readBcd(field, frame, from)
    default:
      return readBinary(field, frame, from)
  }
}
