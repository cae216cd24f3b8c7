import type { Value } from '@zaojun/core'
import type { ByteReader, ByteWriter } from '../ingest/bytes.ts'
import { BITS, FLOATS, isExact, JSON_VALUES, MAX_DECIMALS, POWERS, readDecimals } from '../ingest/value-kinds.ts'

/**
 * Values of a chunk. Kinds: 0–6 decimal numbers with so many decimals (steps), 7 float64, 8 bits, 9 JSON. What does not
 * fit the kind stands apart by its index: a dead sensor's nothing between numbers, one odd number among decimals.
 */
/** More odd ones than this share, and another kind is smaller. */
const MOST_APART = 1 / 8

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
  if (kind === BITS) to.bits(v)
  else if (kind === FLOATS) for (const value of v) to.float64(typeof value === 'number' ? value : 0)
  else {
    const power = POWERS[kind] ?? 1
    let before = 0
    for (const value of v) {
      const scaled = fits(value, kind) ? Math.round((value as number) * power) : before
      to.signed(scaled - before)
      before = scaled
    }
  }
}

const writeText = (to: ByteWriter, values: unknown[]): void =>
  to.text(values.length === 0 ? '' : JSON.stringify(values))

function readText<Item>(from: ByteReader): Item[] {
  const text = from.text()
  return text === '' ? [] : (JSON.parse(text) as Item[])
}

export function readValues(from: ByteReader, n: number): Value[] {
  const kind = from.byte()
  if (kind === JSON_VALUES) return readText<Value>(from)
  const apart = readText<number | Value>(from)
  const v: Value[] = kind === BITS ? from.bits(n) : kind === FLOATS ? from.floats(n) : readDecimals(from, n, kind)
  for (let i = 0, index = 0; i < apart.length; i += 2) {
    index += apart[i] as number
    v[index] = apart[i + 1] as Value
  }
  return v
}
