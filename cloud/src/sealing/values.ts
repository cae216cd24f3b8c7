import type { Value } from '@zaojun/core'
import { BITS, FLOATS, isExact, JSON_VALUES, MAX_DECIMALS, POWERS } from '../ingest/value-kinds.ts'
import type { ByteReader, ByteWriter } from './varints.ts'

/**
 * Values of a chunk. Kinds: 0–6 decimal numbers with so many decimals (steps), 7 float64, 8 bits, 9 JSON. What does not
 * fit the kind stands apart by its index: a dead sensor's nothing between numbers, one odd number among decimals.
 */
const FLOAT_BYTES = 8
/** More odd ones than this share, and another kind is smaller. */
const MOST_APART = 1 / 8

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** The least decimals that hold all numbers but few exactly. */
function decimalsOf(numbers: number[]): number | undefined {
  const most = Math.floor(numbers.length * MOST_APART)
  for (let decimals = 0; decimals <= MAX_DECIMALS; decimals++) {
    const power = POWERS[decimals] ?? 1
    let odd = 0
    for (const value of numbers) if (!isExact(value, power) && ++odd > most) break
    if (odd === 0 || (odd <= most && decimals === MAX_DECIMALS)) return decimals
  }
  return undefined
}

function kindOf(v: Value[]): number {
  const numbers = v.filter((value) => typeof value === 'number')
  const booleans = v.filter((value) => typeof value === 'boolean')
  if (booleans.length > 0 && numbers.length === 0) return BITS
  if (numbers.length < v.length / 2 || booleans.length > 0) return JSON_VALUES
  return decimalsOf(numbers) ?? FLOATS
}

const fits = (value: Value, kind: number): boolean =>
  kind === BITS
    ? typeof value === 'boolean'
    : typeof value === 'number' && (kind === FLOATS || isExact(value, POWERS[kind] ?? 1))

export function writeValues(to: ByteWriter, v: Value[]): void {
  const kind = kindOf(v)
  to.byte(kind)
  if (kind === JSON_VALUES) {
    writeText(to, v)
    return
  }
  const apart: (number | Value)[] = []
  let odd = 0
  v.forEach((value, index) => {
    if (fits(value, kind)) return
    apart.push(index - odd, value)
    odd = index
  })
  writeText(to, apart)
  if (kind === BITS) writeBits(to, v)
  else if (kind === FLOATS) {
    const floats = new Float64Array(v.map((value) => (typeof value === 'number' ? value : 0)))
    to.raw(new Uint8Array(floats.buffer))
  } else {
    const power = POWERS[kind] ?? 1
    let before = 0
    for (const value of v) {
      const scaled = fits(value, kind) ? Math.round((value as number) * power) : before
      to.signed(scaled - before)
      before = scaled
    }
  }
}

function writeBits(to: ByteWriter, v: Value[]): void {
  for (let i = 0; i < v.length; i += 8) {
    let byte = 0
    for (let bit = 0; bit < 8; bit++) if (v[i + bit] === true) byte |= 1 << bit
    to.byte(byte)
  }
}

function writeText(to: ByteWriter, values: unknown[]): void {
  const text = values.length === 0 ? '' : JSON.stringify(values)
  const bytes = encoder.encode(text)
  to.varint(bytes.length)
  to.raw(bytes)
}

function readText<Item>(from: ByteReader): Item[] {
  const length = from.varint()
  return length === 0 ? [] : (JSON.parse(decoder.decode(from.raw(length))) as Item[])
}

export function readValues(from: ByteReader, n: number): Value[] {
  const kind = from.byte()
  if (kind === JSON_VALUES) return readText<Value>(from)
  const apart = readText<number | Value>(from)
  const v: Value[] = []
  if (kind === BITS) {
    const bytes = from.raw(Math.ceil(n / 8))
    for (let i = 0; i < n; i++) v.push((((bytes[i >> 3] ?? 0) >> (i & 7)) & 1) === 1)
  } else if (kind === FLOATS) {
    const bytes = from.raw(n * FLOAT_BYTES)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let i = 0; i < n; i++) v.push(view.getFloat64(i * FLOAT_BYTES, true))
  } else {
    const power = POWERS[kind] ?? 1
    for (let i = 0, scaled = 0; i < n; i++) {
      scaled += from.signed()
      v.push(scaled / power)
    }
  }
  for (let i = 0, index = 0; i < apart.length; i += 2) {
    index += apart[i] as number
    v[index] = apart[i + 1] as Value
  }
  return v
}
