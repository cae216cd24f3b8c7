import type { Channel, RegisterSource } from '../channel.ts'
import { numberOf, type Params } from '../params.ts'
import { bad, type ChannelValue, good, scaled } from '../value.ts'
import { wordsOf } from './blocks.ts'
import type { ReadRange } from './pdu.ts'

/** float32 carries seven digits; more would show the conversion, not the measurement. */
const FLOAT_DIGITS = 7
const ORDER: Record<string, readonly number[]> = {
  ABCD: [0, 1, 2, 3],
  CDAB: [2, 3, 0, 1],
  BADC: [1, 0, 3, 2],
  DCBA: [3, 2, 1, 0],
}

/** Bytes from the wire's order to ABCD, and back: each of the four orders undoes itself. */
function reorder(bytes: Uint8Array, order = 'ABCD'): DataView {
  const swap = ORDER[order] ?? ORDER.ABCD ?? []
  const half = bytes.length === 2 ? (order === 'BADC' || order === 'DCBA' ? [1, 0] : [0, 1]) : swap
  return new DataView(Uint8Array.from(half, (index) => bytes[index] ?? 0).buffer)
}

const scratch = new DataView(new ArrayBuffer(4))

/** One number of the wire out of the data bytes, beginning at `at`. */
type RawReader = (data: Uint8Array, at: number) => number

function rawReader({ type, order = 'ABCD' }: RegisterSource): RawReader {
  if (type === 'int16' || type === 'uint16') {
    const [high, low] = order === 'BADC' || order === 'DCBA' ? [1, 0] : [0, 1]
    const word: RawReader = (data, at) => ((data[at + high] ?? 0) << 8) | (data[at + low] ?? 0)
    return type === 'uint16' ? word : (data, at) => (word(data, at) << 16) >> 16
  }
  const [a = 0, b = 1, c = 2, d = 3] = ORDER[order] ?? []
  const long: RawReader = (data, at) =>
    ((data[at + a] ?? 0) << 24) | ((data[at + b] ?? 0) << 16) | ((data[at + c] ?? 0) << 8) | (data[at + d] ?? 0)
  if (type === 'int32') return long
  if (type === 'uint32') return (data, at) => long(data, at) >>> 0
  return (data, at) => {
    scratch.setInt32(0, long(data, at))
    return Number(scratch.getFloat32(0).toPrecision(FLOAT_DIGITS))
  }
}

const isTrueWhenOff = (source: RegisterSource, params: Params): boolean | undefined => {
  const when = typeof source.trueWhen === 'object' ? params[source.trueWhen.param] : (source.trueWhen ?? 'on')
  return when === 'off' ? true : when === 'on' ? false : undefined
}

/** What a bit must be on the wire for the channel to read `value`; undefined while a parameter is missing. */
export function bitFor(source: RegisterSource, params: Params, value: boolean): boolean | undefined {
  const inverted = isTrueWhenOff(source, params)
  return inverted === undefined ? undefined : value !== inverted
}

/** One channel out of the data bytes of a read. */
export const decodeRegister = (channel: Channel, params: Params, range: ReadRange, data: Uint8Array): ChannelValue =>
  registerReader(channel, params)(range.address, data)

/** Reads one channel out of the data bytes of reads that begin at register or bit `first`. */
export type RegisterReader = (first: number, data: Uint8Array) => ChannelValue

/** What the profile says of a channel, looked up once. */
export function registerReader(channel: Channel, params: Params): RegisterReader {
  const source = channel.from
  if (!('table' in source)) return () => bad('not-configured')
  if (source.type === 'bit') return bitReader(source, params)
  const { address, words, sentinels = [], mask, shift = 0 } = source
  const raw = rawReader(source)
  const bytes = wordsOf(source) * 2
  const truth = channel.value === 'boolean' && words === undefined
  const scale = numberOf(source.scale ?? 1, params)
  const offset = numberOf(source.offset ?? 0, params)
  return (first, data) => {
    const at = (address - first) * 2
    // Bytes that did not come are no zero.
    if (at < 0 || data.length < at + bytes) return bad('half-frame')
    const number = raw(data, at)
    for (const sentinel of sentinels) if (sentinel.raw === number) return bad(sentinel.reason)
    if (!Number.isFinite(number)) return bad('not-a-number')
    if (truth) return good((number & (mask ?? 0xffff)) !== 0)
    const picked = mask === undefined ? number : (number & mask) >> shift
    if (words !== undefined) {
      const word = words[String(picked)]
      return word === undefined ? bad('unknown-word') : good(word)
    }
    if (scale === undefined || offset === undefined) return bad('not-configured')
    return good(scaled(picked, scale, offset))
  }
}

function bitReader(source: RegisterSource, params: Params): RegisterReader {
  const inverted = isTrueWhenOff(source, params)
  return (first, data) => {
    const index = source.address - first
    const byte = index < 0 ? undefined : data[index >> 3]
    if (byte === undefined) return bad('half-frame')
    return inverted === undefined ? bad('not-configured') : good((((byte >> (index & 7)) & 1) === 1) !== inverted)
  }
}

/**
 * The words that read as `value`, for the simulator. `before` are the words that stand there: masked channels
 * change only their bits. A null value becomes the first sentinel.
 */
export function encodeRegister(
  channel: Channel,
  params: Params,
  value: number | boolean | string | null,
  before: number[],
): number[] {
  const source = channel.from
  if (!('table' in source)) return []
  if (source.type === 'bit') return [bitFor(source, params, value === true) ? 1 : 0]
  if (source.words !== undefined) {
    const code = Number(Object.entries(source.words).find(([, word]) => word === value)?.[0] ?? 0)
    return encodeRegister({ ...channel, from: { ...source, words: undefined } }, params, code, before)
  }
  const scale = numberOf(source.scale ?? 1, params) ?? 1
  const offset = numberOf(source.offset ?? 0, params) ?? 0
  const old = before[0] ?? 0
  if (source.mask !== undefined) {
    const bits = channel.value === 'boolean' ? (value ? source.mask : 0) : Number(value) << (source.shift ?? 0)
    return [(old & ~source.mask & 0xffff) | (bits & source.mask)]
  }
  if (channel.value === 'boolean') return [value ? 1 : 0]
  const raw = value === null ? (source.sentinels?.[0]?.raw ?? Number.NaN) : (Number(value) - offset) / scale
  const plain = new Uint8Array(wordsOf(source) * 2)
  const view = new DataView(plain.buffer)
  if (source.type === 'float32') view.setFloat32(0, raw)
  else if (plain.length === 4) view.setUint32(0, Math.round(raw))
  else view.setUint16(0, Math.round(raw))
  const wire = reorder(plain, source.order)
  return Array.from({ length: wordsOf(source) }, (_, index) => wire.getUint16(index * 2))
}
