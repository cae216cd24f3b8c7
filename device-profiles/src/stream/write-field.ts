import type { Value } from '@zaojun/core'
import { bcdBytes, binaryBytes } from './binary.ts'
import type { DigitsField, NumberField, PlacedField, Sign } from './field.ts'

/** What a simulated unit writes for a field, and the bytes that stand elsewhere for it: sign and point. */
export type Written = { bytes: number[]; elsewhere: { at: number; byte: number; mask?: number }[] }
/** `decimals`: digits behind the point, where the field may choose; `length`: how many bytes its place has. */
export type Writing = { decimals: number; length: number | undefined; before: Uint8Array }

const encoder = new TextEncoder()
const codes = (text: string): number[] => [...text].map((character) => character.charCodeAt(0))
const plain = (bytes: number[]): Written => ({ bytes, elsewhere: [] })

function signAt(sign: Sign, minus: boolean): Written['elsewhere'][number] {
  if ('bit' in sign) return { at: sign.at, byte: minus ? 1 << sign.bit : 0, mask: 1 << sign.bit }
  return { at: sign.at, byte: (minus ? sign.minus : (sign.plus ?? '+')).charCodeAt(0) }
}

function writeDigits(field: DigitsField, value: Value, { decimals, length = 1 }: Writing): Written {
  const { sign, decimals: rule } = field
  const elsewhere: Written['elsewhere'] = []
  let places = typeof rule === 'number' ? rule : decimals
  if (typeof rule === 'object') {
    const { at, mask, table } = rule
    const known = table === undefined ? undefined : Object.entries(table).find(([, each]) => each === places)
    if (table !== undefined && known === undefined) places = Object.values(table)[0] ?? 0
    const raw = known?.[0] ?? Object.keys(table ?? {})[0] ?? String(places)
    elsewhere.push(
      table === undefined ? { at, byte: raw.charCodeAt(0) } : { at, byte: Number(raw), ...(mask ? { mask } : {}) },
    )
  }
  if (sign !== undefined) elsewhere.push(signAt(sign, typeof value === 'number' && value < 0))
  const digits = typeof value === 'number' ? Math.round(Math.abs(value) * 10 ** places).toString() : '-'
  const fits = /^[0-9]+$/.test(digits) && digits.length <= length
  return { bytes: codes(fits ? digits.padStart(length, '0') : '-'.repeat(length)), elsewhere }
}

function writeNumeral(field: NumberField, value: Value, { decimals, length }: Writing): Written {
  const { sign, pad = ' ', plus, reversed } = field
  const width = length ?? field.width ?? 0
  const elsewhere = sign === undefined ? [] : [signAt(sign, typeof value === 'number' && value < 0)]
  if (typeof value !== 'number') return { bytes: codes('-'.repeat(Math.max(1, width))), elsewhere }
  const size = Math.abs(value).toFixed(decimals)
  const own = sign !== undefined ? '' : value < 0 ? '-' : plus ? '+' : ''
  const text = pad === '0' ? own + size.padStart(width - own.length, '0') : (own + size).padStart(width)
  if (length !== undefined && text.length > length) return { bytes: codes('-'.repeat(length)), elsewhere }
  return { bytes: codes(reversed ? [...text].reverse().join('') : text), elsewhere }
}

function writeText(value: Value, length: number | undefined): number[] {
  const bytes = [...encoder.encode(String(value ?? ''))]
  if (length === undefined) return bytes
  return [...bytes, ...Array.from({ length }, () => 0x20)].slice(0, length)
}

function hexBytes(value: Value, low: boolean, length: number): number[] {
  const text = typeof value === 'string' && /^([0-9A-Fa-f]{2})*$/.test(value) ? value : '00'.repeat(length)
  const bytes = [...Buffer.from(text, 'hex')]
  return low ? bytes.reverse() : bytes
}

/** A field as a simulated unit writes it; a number that does not fit its digits shows as dashes, as displays do. */
export function writeField(field: PlacedField, value: Value, writing: Writing): Written {
  switch (field.as) {
    case 'digits':
      return writeDigits(field, value, writing)
    case 'number':
      return value === null && field.optional ? plain([]) : writeNumeral(field, value, writing)
    case 'words': {
      const word = Object.entries(field.words).find(([, meaning]) => meaning === value)?.[0] ?? ''
      return plain(codes(word.padEnd(writing.length ?? 0)))
    }
    case 'text':
      return plain(writeText(value, writing.length))
    case 'bit': {
      const on = (value === true) !== (field.not === true)
      const before = writing.before[0] ?? 0
      return plain([on ? before | (1 << field.bit) : before & ~(1 << field.bit)])
    }
    case 'hex':
      return plain(hexBytes(value, field.first === 'low', writing.length ?? 0))
    case 'bcd':
      return plain(bcdBytes(field, value))
    default:
      return plain(binaryBytes(field, value, writing.before))
  }
}
