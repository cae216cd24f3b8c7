import { bad, type ChannelValue, good, tidy } from '../value.ts'
import type { DigitsField, Field, StreamGrammar } from './grammar.ts'

const text = (frame: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...frame.subarray(at, at + length))

function decimalsOf(field: DigitsField, frame: Uint8Array): number {
  if (typeof field.decimals === 'object')
    return Number(/^[0-9]$/.exec(text(frame, field.decimals.at, 1))?.[0] ?? Number.NaN)
  return field.decimals ?? 0
}

function readDigits(field: DigitsField, frame: Uint8Array): ChannelValue {
  const digits = text(frame, field.at, field.length)
  const sign = field.sign ? text(frame, field.sign.at, 1) : '+'
  const minus = field.sign?.minus === sign
  const decimals = decimalsOf(field, frame)
  if (!/^ *[0-9]+$/.test(digits) || !(minus || sign === '+' || sign === ' ' || sign === '0') || Number.isNaN(decimals))
    return bad('not-a-number')
  return good(tidy(((minus ? -1 : 1) * Number(digits)) / 10 ** decimals))
}

/** One field out of a frame whose checksum holds. */
export function readField(field: Field, frame: Uint8Array): ChannelValue {
  if ('bit' in field) return good((((frame[field.at] ?? 0) >> field.bit) & 1) === 1)
  if ('words' in field) {
    const word = field.words[text(frame, field.at, field.length).trim()]
    return word === undefined ? bad('unknown-word') : good(word)
  }
  if ('decimal' in field) {
    const number = text(frame, field.at, field.length).replaceAll(' ', '')
    return /^[+-]?[0-9]+(\.[0-9]*)?$/.test(number) ? good(tidy(Number(number))) : bad('not-a-number')
  }
  return readDigits(field, frame)
}

/** Writes a field for the simulator; a value that does not fit its digits shows as dashes, as displays do. */
export function writeField(
  field: Field,
  frame: Uint8Array,
  value: number | boolean | string | null,
  decimals: number,
): void {
  const put = (at: number, characters: string) => {
    for (let index = 0; index < characters.length; index++) frame[at + index] = characters.charCodeAt(index)
  }
  if ('bit' in field) {
    if (value) frame[field.at] = (frame[field.at] ?? 0) | (1 << field.bit)
  } else if ('words' in field) {
    const word = Object.entries(field.words).find(([, meaning]) => meaning === value)?.[0]
    put(field.at, (word ?? '').padEnd(field.length))
  } else if ('decimal' in field) {
    put(field.at, typeof value === 'number' ? value.toFixed(decimals).padStart(field.length) : '-'.repeat(field.length))
  } else {
    const places = typeof field.decimals === 'number' ? field.decimals : decimals
    const digits = typeof value === 'number' ? Math.round(Math.abs(value) * 10 ** places).toString() : '-'
    const fits = digits.length <= field.length && digits !== '-'
    put(field.at, fits ? digits.padStart(field.length, '0') : '-'.repeat(field.length))
    if (field.sign) put(field.sign.at, typeof value === 'number' && value < 0 ? field.sign.minus : '+')
    if (typeof field.decimals === 'object') put(field.decimals.at, String(places))
  }
}

/** The fields of a frame by name. */
export const readFields = (grammar: StreamGrammar, frame: Uint8Array): Record<string, ChannelValue> =>
  Object.fromEntries(Object.entries(grammar.fields).map(([key, field]) => [key, readField(field, frame)]))
